"""The page that switches the behaviour: in a real browser, and against other sites."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import DemoServer
from tests.requirements import require_program

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=900,1000",
)


def wait(browser: Chrome) -> WebDriverWait[Chrome]:
    """Wait for a page that is being replaced: what was found on the old one is stale."""
    return WebDriverWait(browser, 20, ignored_exceptions=[StaleElementReferenceException, NoSuchElementException])


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chrome]:
    require_program("chromium", "chromedriver")
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    service = Service(shutil.which("chromedriver"), env={**os.environ, "NO_PROXY": "*"})
    driver = Chrome(options=options, service=service)
    try:
        yield driver
    finally:
        driver.quit()


def test_a_person_clicks_and_the_server_behaves(browser: Chrome, server: DemoServer, client: httpx.Client) -> None:
    browser.get(server.control_url)
    assert browser.find_element(By.ID, "now").text == "En service"
    browser.find_element(By.XPATH, "//label[span='Autorisation refusée']").click()
    browser.find_element(By.XPATH, "//button[.='Appliquer']").click()
    wait(browser).until(lambda seen: seen.find_element(By.ID, "now").text == "Autorisation refusée")
    licence = (server.licence_number, server.licence_key)
    assert client.post("/token", data={"grant_type": "client_credentials"}, auth=licence).status_code == 400
    browser.refresh()
    assert "/token" in browser.find_element(By.TAG_NAME, "table").text


def test_the_keyboard_is_enough(browser: Chrome, server: DemoServer) -> None:
    browser.get(server.control_url)
    focused = browser.switch_to.active_element
    focused.send_keys(Keys.TAB)
    browser.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
    browser.switch_to.active_element.send_keys(Keys.TAB)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    wait(browser).until(lambda seen: seen.find_element(By.ID, "now").text == "Arrêté")
    assert server.behaviour is Behaviour.DOWN


def test_every_choice_has_its_label_and_is_there(browser: Chrome, server: DemoServer) -> None:
    browser.get(server.control_url)
    buttons = browser.find_elements(By.CSS_SELECTOR, "input[type=radio]")
    assert [button.get_attribute("value") for button in buttons] == [str(one) for one in Behaviour]
    assert all(button.accessible_name for button in buttons)
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "fr"


@pytest.mark.parametrize("behaviour", list(Behaviour))
def test_every_behaviour_can_be_chosen(page: httpx.Client, server: DemoServer, behaviour: Behaviour) -> None:
    assert page.post("/", data={"behaviour": str(behaviour)}).status_code == 303
    assert server.behaviour is behaviour


def test_another_site_can_neither_press_the_buttons_nor_read_the_page(page: httpx.Client, server: DemoServer) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}):
        assert page.post("/", data={"behaviour": "down"}, headers=headers).status_code == 403
        assert page.get("/", headers=headers).status_code == 403
    assert server.behaviour is Behaviour.UP


def test_an_unknown_behaviour_changes_nothing(page: httpx.Client, server: DemoServer) -> None:
    assert page.post("/", data={"behaviour": "explode"}).status_code == 400
    assert page.post("/", content=b"\xff\xfe").status_code == 400
    assert server.behaviour is Behaviour.UP
