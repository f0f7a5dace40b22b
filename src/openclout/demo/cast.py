"""The characters whom a visitor meets first: who they are, and what they wrote.

Comes in: nothing. Goes out: `CAST`, `EXPERTS`, `TIES`, `BURSTS`. Nobody here exists.
"""

from dataclasses import dataclass

MAIN = "ada"


@dataclass(frozen=True)
class Character:
    """Somebody worth looking up. `name` stands in addresses, `handle` is the account they are best known by."""

    name: str
    title: str
    handle: str
    role: str
    community: str
    words: str


CAST = (
    Character("ada", "Ada Okafor", "ada.example", "main", "local-first software",
              "Builds sync engines, maintains Driftwood, and proved six accounts on five networks."),
    Character("orla", "Orla Vasquez-Byrne", "orla.example", "celebrity", "bread baking",
              "Bakes on a narrowboat; half the country rises with her dough."),
    Character("kaito", "Kaito Brandvold", "@kaito@sound.example", "celebrity", "synthesizers",
              "Fills concert halls with one synthesizer and no visible effort."),
    Character("nightsky", "Zuri Lindgaard", "nightsky.example", "celebrity", "astronomy",
              "Explains the night sky to anybody who is still awake."),
    Character("pip", "Pip Halloran", "pip.example", "celebrity", "urban cycling",
              "Comedian on a cargo bike; writes one good sentence a day."),
    Character("mei", "Mei Tanaka-Ruiz", "mei.example", "expert", "databases",
              "Knows why the query is slow, and says it kindly."),
    Character("tomas", "Tomás Reyes-Moll", "@tomas@code.example", "holiday", "local-first software",
              "Wrote every day for months, then went to the seaside for two weeks without a phone."),
    Character("lena", "Lena Feldkamp", "lena.example", "returned", "accessibility",
              "Back from three weeks of silence, and people had missed her."),
    Character("priya", "Priya Ramanathan", "priya.example", "second_link", "climate data",
              "Proved a second network in spring-cleaning mood; her score moved that day, and says why."),
    Character("juno", "Juno Larkspur", "@juno@birds.example", "newcomer", "bird watching",
              "Joined six weeks ago with a flask and a borrowed lens, and cannot be stopped."),
    Character("gerald", "Milo Thorburn", "gerald.example", "one_hit", "bread baking",
              "Once wrote a post about a sourdough starter named Gerald. Everybody knows Gerald."),
    Character("odile", "Odile Beaulieu", "@odile@green.example", "silent", "community gardens",
              "Gave away her last courgette in summer and has not posted since."),
    Character("maxreach", "Maximilian Reach", "maxreach.example", "buyer", "databases",
              "Bought a hundred and fifty admirers last month. The score did not notice."),
    Character("growthnorth", "Growth Circle North", "growthnorth.example", "ring", "community gardens",
              "One of twelve who reshare each other every single day."),
)  # fmt: skip

EXPERTS = (
    ("jonas", "Jonas Weirich", "local-first software"), ("olu", "Olu Balogun-Hart", "databases"),
    ("sam", "Sam Obiora", "accessibility"), ("noor", "Noor Haavisto", "accessibility"),
    ("ingrid", "Ingrid Soto-Lane", "astronomy"), ("chidi", "Chidi Kruse", "astronomy"),
    ("sakura", "Sakura Delacroix-Lund", "bread baking"), ("gaspard", "Gaspard Oduya", "bread baking"),
    ("renske", "Renske Mwangale", "urban cycling"), ("ivo", "Ivo Castellanos", "urban cycling"),
    ("maeve", "Maeve Takemura", "bird watching"), ("tariku", "Tariku Penhallow", "bird watching"),
    ("fionn", "Fionn Hartono", "synthesizers"), ("leila", "Leila Holmqvist", "synthesizers"),
    ("svea", "Svea Otieno", "climate data"), ("danilo", "Danilo Rintala", "climate data"),
    ("aroha", "Aroha Zimanyi", "community gardens"), ("emeka", "Emeka Solheim", "community gardens"),
    ("yuki", "Yuki Marlowe", "local-first software"),
)  # fmt: skip
"""The known experts besides Mei: name, title, community."""

_FANS_OF_ADA = ("mei", "jonas", "olu", "yuki", "priya", "sam", "noor", "lena", "svea", "tomas")
_MOVED_BY_ADA = ("mei", "jonas", "tomas", "sam", "lena", "yuki", "olu", "priya", "kaito")
_OTHERS = (
    ("mei", "olu"), ("olu", "mei"), ("jonas", "mei"), ("juno", "maeve"), ("maeve", "juno"), ("pip", "orla"),
    ("orla", "gaspard"), ("sakura", "orla"), ("nightsky", "ingrid"), ("chidi", "nightsky"),
)  # fmt: skip
TIES = (*(("ada", fan) for fan in _FANS_OF_ADA), *((name, "ada") for name in _MOVED_BY_ADA), *_OTHERS)
"""Loyal fans by name: (whose, fan)."""


@dataclass(frozen=True)
class Burst:
    """A post that spread: whose, where, how many days before the end, and how many different people it reached."""

    name: str
    network: str
    days_ago: float
    people: int
    abroad: float
    text: str


BURSTS = (
    Burst("ada", "github", 50.4, 17, 0.25,
          "Driftwood 4.0: partial replication, encrypted at rest, and a migration guide that took longer than the "
          "code."),
    Burst("ada", "youtube", 37.6, 8, 0.35,
          "Talk: Offline is a feature. How a hospital in Enugu runs for nine hours without a network, and loses "
          "nothing."),
    Burst("ada", "mastodon", 5.4, 25, 0.45,
          "Sync is a social problem. Merge conflicts are two people who did not talk. A thread on what CRDTs cannot "
          "fix."),
    Burst("ada", "bluesky", 101.5, 14, 0.3,
          "My father asked where the cloud is. I showed him the bill. A short thread on owning your own files."),
    Burst("gerald", "bluesky", 60.5, 100, 0.85,
          "My sourdough starter, Gerald, has escaped the jar, crossed the shelf and reached the letters from the tax "
          "office. He is eating the correct ones first."),
    Burst("juno", "mastodon", 9.5, 20, 0.4,
          "I waited five hours for the kingfisher. It came the moment I unwrapped the sandwich, took a look at the "
          "sandwich, and left. I have never felt so reviewed."),
    Burst("mei", "bluesky", 24.5, 34, 0.4,
          "Your query is not slow. Your query is thorough, and nobody told it when to stop. Seven ways to tell it."),
    Burst("pip", "bluesky", 14.6, 420, 0.9,
          "My bike was stolen, then returned with a note: 'sorry, too heavy uphill'. I have been reviewed by a thief "
          "and he was fair."),
    Burst("nightsky", "bluesky", 71.3, 400, 0.9,
          "The light from that star left in 1431 and landed in your eye, of all places. You are welcome to feel "
          "chosen."),
    Burst("svea", "mastodon", 31.5, 36, 0.4,
          "A retired postwoman measured the rain for 41 years because nobody told her to stop. Her notebook just "
          "corrected a model."),
)  # fmt: skip
