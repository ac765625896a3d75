"""The outlets of the newsroom, one file for each one's markup."""

from tests.newsroom.outlets.harbourpost import HarbourPost
from tests.newsroom.outlets.kashmirdotcom import KashmirDotCom
from tests.newsroom.outlets.lantern import Lantern
from tests.newsroom.outlets.outlet import Outlet
from tests.newsroom.outlets.trtworld import TrtWorld

OUTLETS: tuple[type[Outlet], ...] = (KashmirDotCom, TrtWorld, HarbourPost, Lantern)
