"""A member who checks in over plain HTTP forms, through every crash: an unanswered form is sent again as it was."""

import asyncio
import random

from bench.crashdrill.talk import Member, Traffic
from bench.forms import Form
from bench.product import ORGANISATION
from bench.webclient import Visitor

PAGE = f"/{ORGANISATION}/check-ins/new"
NOT_NOW = 503


class CheckerIn:
    """Checks in at random moments."""

    def __init__(self, member: Member, traffic: Traffic, seed: int, pace: float) -> None:
        self.traffic, self.pace = traffic, pace
        self.dice = random.Random(seed)
        self.visitor = Visitor(member.host, member.port, member.cookie)
        self.waiting = False

    async def run(self) -> None:
        """Check in until the drill is over."""
        while not self.traffic.over:
            await asyncio.sleep(self.dice.expovariate(1 / self.pace))
            if self.traffic.flowing.is_set():
                fields, token = await self._begin()
                if fields:
                    self.waiting = True
                    await self._send_until_answered(fields, token)
                    self.waiting = False
        self.visitor.close()

    async def _begin(self) -> tuple[dict[str, str], str]:
        try:
            page = await asyncio.wait_for(self.visitor.get(PAGE), 20)
        except (OSError, EOFError, TimeoutError):
            self.visitor.close()
            return {}, ""
        form = Form(page.body.decode(), "client_id")
        if not form.fields or not form.words:
            self._refused(f"{PAGE} answered {page.status} without a form to fill in")
            return {}, ""
        token = self.traffic.oracle.begin("checkin").token
        return {**form.fields, form.words: f"{token} Slept well."}, token

    async def _send_until_answered(self, fields: dict[str, str], token: str) -> None:
        while not self.traffic.over:
            try:
                answer = await asyncio.wait_for(self.visitor.post(PAGE, fields), 20)
            except (OSError, EOFError, TimeoutError):
                self.visitor.close()
                self.traffic.oracle.retries += 1
                await asyncio.sleep(0.1)
                continue
            if answer.status == NOT_NOW:
                await asyncio.sleep(0.2)
                continue
            if answer.status in (302, 303):
                self.traffic.oracle.acknowledge(token)
            else:
                self._refused(f"{PAGE} answered {answer.status}")
            return

    def _refused(self, why: str) -> None:
        self.traffic.refusals.append(why)
