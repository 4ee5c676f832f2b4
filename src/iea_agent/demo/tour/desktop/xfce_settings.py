"""The settings of the private XFCE desktop, as the files that its programs read them from."""

from collections.abc import Mapping
from pathlib import Path

from iea_agent.demo.tour.desktop.geometry import Geometry

_CHANNELS = "xfce4/xfconf/xfce-perchannel-xml"


def write_settings(config: Path, geometry: Geometry) -> None:
    """Leave the settings below a configuration folder (``XDG_CONFIG_HOME``), which must not hold any yet."""
    folder = config / _CHANNELS
    folder.mkdir(parents=True)
    for channel, content in _channels(geometry).items():
        (folder / f"{channel}.xml").write_text(content, encoding="utf-8")


def _channels(geometry: Geometry) -> Mapping[str, str]:
    middle = geometry.width // 2, geometry.height - geometry.panel_height // 2
    return {
        "xfce4-panel": f"""<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x={middle[0]};y={middle[1]}"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="{geometry.panel_height}"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
        <value type="int" value="2"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray"/>
  </property>
</channel>
""",
        "xfwm4": """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfwm4" version="1.0">
  <property name="general" type="empty">
    <property name="placement_mode" type="string" value="center"/>
    <property name="title_font" type="string" value="DejaVu Sans Bold 9"/>
    <property name="use_compositing" type="bool" value="false"/>
    <property name="workspace_count" type="int" value="1"/>
  </property>
</channel>
""",
    }
