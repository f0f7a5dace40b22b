"""The pages: server-rendered, readable without scripts, from one published scoreboard.

Comes in: a callable that opens the newest scoreboard, the method's weights. Goes out: a Starlette app, and `serve`.
Every request reads in steps: find the person, fetch the profile, show it. Everybody on the scoreboard is shown;
nobody can claim a page yet, so every profile asks search engines to stay away.
"""

from openclout.web.app import card_page, create_app
from openclout.web.reading import MethodRow, Scores, WeightRow
from openclout.web.serving import serve

__all__ = ["MethodRow", "Scores", "WeightRow", "card_page", "create_app", "serve"]
