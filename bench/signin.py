"""Sign in as a person does: the page, its form, e-mail address and password."""

import asyncio

from bench.forms import Form
from bench.product import ORGANISATION
from bench.webclient import Visitor

PAGE = f"/{ORGANISATION}/accounts/login/"


def sign_in(port: int, address: str, password: str) -> str:
    """The cookies of a fresh session."""
    return asyncio.run(_sign_in(Visitor("127.0.0.1", port, ""), address, password))


async def _sign_in(visitor: Visitor, address: str, password: str) -> str:
    page = await visitor.get(PAGE)
    fields = Form(page.body.decode(), "password").fields
    answer = await visitor.post(PAGE, {**fields, "login": address, "password": password})
    visitor.close()
    if answer.status != 302:
        raise RuntimeError(f"signing in was answered with {answer.status}")
    return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
