"""What a matter is: asked, requested, complained of, proposed or praised, by its wording."""

import pytest

from hotline.routing import pack
from hotline.routing.text.matching import Category

KINDS = pack.kinds()
MOSTLY_ASKED = Category("0001", "事项", kinds=("consult", "complaint"))


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        ("落户需要什么材料", "请问在外地工作怎么办理，流程是什么？", "consult"),
        ("水费这个月翻倍", "人都不在家，水费翻倍？？？是不是该给个解释！！", "complaint"),
        ("夜里的味道", "每天半夜排放，异味把人熏醒，希望整改。", "complaint"),
        ("安置补贴", "补贴至今没有发，一家人生活困难，何时能解决，恳请协调。", "help"),
        ("早高峰", "路口拥堵，可以调整信号灯，把右转车道改为直行。", "suggest"),
        ("对选房结果的质疑", "名单一直没有公布，是否有内幕？请问排号的规则。", "complaint"),
        ("请求增设一个站台", "附近住了几千户，请问站台能否设在桥头？", "suggest"),
        ("小区旁边的规划", "这里以后规划成什么，建设到哪一步了？", "consult"),
        ("小区通气", "交房半年了，天然气好久开通哦", "consult"),
        ("老屋漏雨", "报上去的补助一直没收到，没有着落，盼解决。", "help"),
        ("感谢", "医院建好了，老人看病太方便了。", "praise"),
    ],
)
def test_the_kind_is_read_from_the_wording_whatever_the_item_usually_is(title: str, body: str, kind: str) -> None:
    assert KINDS.of(title, body, MOSTLY_ASKED)[0] == kind


def test_polite_thanks_at_the_end_are_no_praise() -> None:
    assert KINDS.of("路灯不亮", "晚上很黑，请维修，感谢领导，谢谢！")[0] != "praise"


def test_a_question_of_a_form_is_not_the_citizens() -> None:
    said = "一个井盖坏了，请修一下。"
    cover = Category("0203", "井盖", kinds=("help", "complaint"))
    assert KINDS.of("", f"{said}\n\n井盖状况：松动异响\n是否有人受伤：没有", cover)[0] == KINDS.of("", said, cover)[0]
    assert KINDS.of("", f"{said}\n是否有人受伤，怎么处理？", cover)[0] == "consult"


def test_asking_about_a_telephone_for_reports_is_a_question() -> None:
    assert KINDS.of("举报电话", "请问举报电话是多少？")[0] == "consult"


def test_without_any_word_the_item_says_what_it_usually_is_and_never_a_report() -> None:
    assert KINDS.of("水", "水", MOSTLY_ASKED)[0] == "consult"
    assert KINDS.of("水", "水", Category("0002", "事项", kinds=("report", "suggest")))[0] == "suggest"
    assert KINDS.of("水", "水")[0] == "complaint"
