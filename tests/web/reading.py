"""What a person sees of a page, and how they fill in its forms: a test says what happens, not how it is marked up."""

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

from fastapi.testclient import TestClient
from httpx import Response

VOID = frozenset({"input", "meta", "link", "br", "img", "hr", "path", "rect"})


class _Reader(HTMLParser):
    """Text and controls of a page, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self.links: list[str] = []
        self.boxes: list[tuple[str, str]] = []
        self._hidden = 0
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A control, a link, or something whose text is not seen."""
        given = {name: value or "" for name, value in attrs}
        if tag in {"script", "style", "head"}:
            self._hidden += 1
        elif tag == "form":
            self.forms.append((given.get("action", ""), []))
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "select":
            self._select = (given.get("name", ""), [])
        elif tag == "textarea":
            self._area = (given.get("name", ""), [])
        elif tag == "option" and self._select:
            self._select[1].append((given.get("value", ""), "selected" in given))
        elif tag == "input" and self.forms and "name" in given:
            ticked = given.get("type") not in {"checkbox", "radio"} or "checked" in given
            if given.get("type") == "checkbox":
                self.boxes.append((given["name"], given.get("value", "")))
            if ticked:
                self.forms[-1][1].append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        """The end of one of these."""
        if tag in {"script", "style", "head"}:
            self._hidden -= 1
        elif tag == "select" and self._select and self.forms:
            name, options = self._select
            chosen = [value for value, selected in options if selected] or [value for value, _ in options[:1]]
            self.forms[-1][1].extend((name, value) for value in chosen)
            self._select = None
        elif tag == "textarea" and self._area and self.forms:
            self.forms[-1][1].append((self._area[0], "".join(self._area[1])))
            self._area = None

    def handle_data(self, data: str) -> None:
        """Text."""
        if self._area:
            self._area[1].append(data)
        elif not self._hidden and data.strip():
            self.texts.append(" ".join(data.split()))


@dataclass(frozen=True)
class Page:
    """A page as it was answered."""

    response: Response

    def __post_init__(self) -> None:
        reader = _Reader()
        reader.feed(self.response.text)
        object.__setattr__(self, "_read", reader)

    @property
    def _reader(self) -> _Reader:
        read: _Reader = self.__dict__["_read"]
        return read

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.response.status_code

    @property
    def text(self) -> str:
        """All that is read on it."""
        return " ".join(self._reader.texts)

    @property
    def links(self) -> list[str]:
        """Where it leads."""
        return self._reader.links

    def boxes(self) -> list[tuple[str, str]]:
        """Every check box, ticked or not: its name and what it stands for."""
        return self._reader.boxes

    def form(self, action: str) -> dict[str, str]:
        """The fields of its first form that goes to an address, as they stand: the last of a name."""
        return dict(self.fields(action))

    def fields(self, action: str) -> list[tuple[str, str]]:
        """The fields of its first form that goes to an address, as they stand."""
        for given, fields in self._reader.forms:
            if given == action:
                return list(fields)
        raise AssertionError(f"no form to {action}; there are {[given for given, _ in self._reader.forms]}")


@dataclass(frozen=True)
class Browser:
    """A browser without JavaScript."""

    client: TestClient

    def get(self, path: str) -> Page:
        """Open a page."""
        return self._followed(self.client.get(path))

    def post(self, path: str, fields: dict[str, str] | list[tuple[str, str]]) -> Page:
        """Send a form, and go where it leads."""
        return self._followed(self.send(path, fields))

    def send(self, path: str, fields: dict[str, str] | list[tuple[str, str]]) -> Response:
        """Send a form; the answer itself."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        response: Response = self.client.post(path, content=urlencode(fields), headers=headers)
        return response

    def _followed(self, response: Response) -> Page:
        while response.is_redirect:
            response = self.client.get(response.headers["location"])
        return Page(response)
