"""Values of the core to JSON and back: the only place where JSON is untyped.

Every type that is kept in a database or crosses a process goes through one of these adapters.
"""

from __future__ import annotations

from pydantic import TypeAdapter

from dialogues.application import Answer, Application
from dialogues.cursor import Cursor
from dialogues.effects import Effect
from dialogues.events import Event
from dialogues.prompt import Block, Notice, Prompt, Settled
from dialogues.reply import Reply

answers: TypeAdapter[Answer] = TypeAdapter(Answer)
applications: TypeAdapter[Application] = TypeAdapter(Application)
cursors: TypeAdapter[Cursor] = TypeAdapter(Cursor)
effects: TypeAdapter[Effect] = TypeAdapter(Effect)
events: TypeAdapter[Event] = TypeAdapter(Event)
prompts: TypeAdapter[Prompt] = TypeAdapter(Prompt)
settled: TypeAdapter[Settled] = TypeAdapter(Settled)
notices: TypeAdapter[Notice] = TypeAdapter(Notice)
replies: TypeAdapter[Reply] = TypeAdapter(Reply)
blocks: TypeAdapter[tuple[Block, ...]] = TypeAdapter(tuple[Block, ...])
