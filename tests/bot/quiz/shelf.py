"""Small invented texts of one warehouse, and what the quiz makes of a text."""

from pathlib import Path

from bot.quiz.material import Material
from ingest.index import Index
from tests.indexing import run, write

DUTY = """仓库值班守则

值班人员必须按时打开东门的闸口，把夜里到的货车引到三号月台。

值班人员应当在簿上写清来人的姓名和事由，不得让生人单独进库。
"""
COUNT = """仓库盘点守则

盘点人员必须先停止收发，把散件按批号码放在黄线以内。

盘点人员应当对短少的箱子当场复点，在差异表上签字。
"""
FIRE = """仓库消防守则

灭火器必须挂在离门三步的墙上，由专人每月检查一次压力。

班组应当在闻到焦味以后先拉下总闸，随即拨打内线电话。
"""
GUESTS = """仓库参观守则

带队人必须提前两天报送名单，参观者应当穿好反光背心。

拍照必须征得库管同意，不得对着客户的标签拍摄。
"""


def material(folder: Path, **texts: str) -> Material:
    """The texts, by name, as the makers of items see them."""
    write(folder, {f"{name}.txt": text for name, text in texts.items()})
    run(folder)
    return Material(Index.open(folder / "index"), "hans")


def shelf(folder: Path, **more: str) -> Material:
    """The four texts of the warehouse, and others beside them."""
    return material(folder, a=DUTY, b=COUNT, c=FIRE, d=GUESTS, **more)
