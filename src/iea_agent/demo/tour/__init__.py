"""A private desktop with a real panel, and the eyes and hands of whoever sits in front. For the tour and the tests.

* ``xfce.py``: the screen, the session bus, the panel, the window manager; ``x_screen.py``: pictures, mouse, keyboard.
* ``screen_reader.py``: windows and the panel's menu read through AT-SPI; ``panel_menu.py``: that menu, used by mouse.
* ``workstation.py``: all of it with a licensed agent on it.

Linux only, and only where the programs of ``programs.py`` are installed. Nothing that a clerk runs imports this
package; ``demo/app.py`` does, when it is asked for the tour. The tour itself is not here.
"""
