"""A real browser that looks at pages, and notes what it complained about."""

from typing import cast

from playwright.sync_api import Browser, ConsoleMessage, Page

SETTINGS = {
    "light": {"width": 1280, "scheme": "light"},
    "dark": {"width": 1280, "scheme": "dark"},
    "narrow": {"width": 320, "scheme": "light"},
}
WATCH = """
window.refused = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.refused.push(event.violatedDirective + ' ' + event.blockedURI);
});
"""


class Visit:
    """A tab, and all that the browser complained about."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.complaints: list[str] = []
        page.add_init_script(WATCH)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Page:
        self.page.goto(self.home + path)
        return self.page

    def _heard(self, message: ConsoleMessage) -> None:
        expected = "404" in message.text and "/static/" not in message.location["url"]
        if message.type in {"error", "warning"} and not expected:
            self.complaints.append(message.text)


def opened(browser: Browser, home: str, *, setting: str = "light", scripts: bool = True) -> Visit:
    chosen = SETTINGS[setting]
    context = browser.new_context(
        viewport={"width": cast("int", chosen["width"]), "height": 800},
        color_scheme="dark" if chosen["scheme"] == "dark" else "light",
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    return Visit(context.new_page(), home)
