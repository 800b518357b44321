"""Categories by words and kinds by wording."""

from hotline.routing import pack
from hotline.routing.text.lexicon import Hit, normal
from hotline.routing.text.matching import Category, Matcher
from hotline.routing.text.scanning import WordList

NOISE = Category("0401", "噪声", "04", "sthj", keywords=("施工噪音", "噪音", "扰民"), kinds=("complaint", "help"))
AIR = Category("0402", "大气污染", "04", "sthj", keywords=("扬尘", "异味", "施工扬尘"))
WAGES = Category(
    "0901", "拖欠工资", "09", "rsj", strong=("讨薪",), keywords=("工资", "包工头"), kinds=("report", "help")
)
ROADS = Category("0201", "道路破损", "02", "cgw", keywords=("坑洼", "路面", "工资"))
ROWS = (
    Category("04", "生态环境"),
    Category("09", "劳动和社会保障"),
    Category("02", "市政设施"),
    NOISE,
    AIR,
    WAGES,
    ROADS,
)


def codes(title: str, body: str = "") -> list[str]:
    return [scored.category.code for scored in Matcher(ROWS).rank(title, body)]


def test_the_word_of_one_category_names_it() -> None:
    assert codes("深夜施工噪音")[0] == "0401"


def test_a_text_without_any_word_of_the_catalogue_has_no_category() -> None:
    assert codes("你好", "今天天气不错") == []


def test_a_longer_word_wins_over_the_shorter_one_inside_it() -> None:
    [scored] = Matcher((AIR, Category("0403", "施工", "04", "zjj", keywords=("施工",)))).rank("施工扬尘", "")
    assert (scored.category.code, scored.words) == ("0402", ("施工扬尘",))


def test_the_title_weighs_more_than_the_body() -> None:
    assert codes("扬尘", "旁边还有噪音")[0] == "0402"


def test_a_word_of_two_categories_says_less_than_a_word_of_one() -> None:
    assert codes("", "工资没有发，包工头跑了")[0] == "0901"
    shared, single = Matcher(ROWS).rank("", "工资"), Matcher(ROWS).rank("", "坑洼")
    assert single[0].score > shared[0].score


def test_a_strong_word_wins_over_an_ordinary_one_of_the_same_length() -> None:
    assert codes("", "坑洼，讨薪")[0] == "0901"


def test_saying_it_ten_times_counts_less_than_ten_times_as_much() -> None:
    once, often = Matcher(ROWS).rank("", "扬尘")[0].score, Matcher(ROWS).rank("", "扬尘，" * 10)[0].score
    assert once < often < 4 * once


def test_the_words_that_decided_are_told_strongest_first() -> None:
    assert Matcher(ROWS).rank("", "包工头，讨薪，工资")[0].words == ("讨薪", "包工头", "工资")


def test_the_own_name_of_a_category_counts_without_being_a_keyword() -> None:
    assert codes("道路破损")[0] == "0201"


def test_full_width_letters_and_blanks_do_not_hide_a_word() -> None:
    assert normal("ＡＰＰ　登 不上") == "app登不上"
    assert codes("扬 尘")[0] == "0402"


def test_the_lexicon_finds_the_longest_word_and_none_inside_it() -> None:
    assert WordList(("青羊", "青羊区", "羊区政府")).find("在青羊区政府") == [Hit(1, 4, "青羊区"), Hit(2, 6, "羊区政府")]
    assert WordList(("井",)).find("井盖") == []


def test_kinds_follow_the_wording() -> None:
    kinds = pack.kinds()
    assert kinds.of("请问医保如何办理", "")[0] == "consult"
    assert kinds.of("举报某公司偷税", "")[0] == "report"
    assert kinds.of("投诉物业乱收费", "")[0] == "complaint"
    assert kinds.of("建议增设公交站", "")[0] == "suggest"
    assert kinds.of("表扬社区工作人员", "")[0] == "praise"
    assert kinds.of("求助：老人独居生活困难", "")[0] == "help"


def test_thanking_in_advance_is_not_praise() -> None:
    assert pack.kinds().of("投诉噪音", "感谢领导，谢谢！")[0] == "complaint"


def test_without_words_the_usual_kind_of_the_category_counts_but_never_report() -> None:
    assert pack.kinds().of("", "", NOISE) == ("complaint", ())
    assert pack.kinds().of("", "", WAGES) == ("help", ())
    assert pack.kinds().of("", "") == ("complaint", ())


def test_a_longer_word_that_means_something_else_hides_the_one_inside_it() -> None:
    trains = (Category("0509", "铁路", "05", "jtj", keywords=("动车",)),)
    assert Matcher(trains).rank("电动车被盗", "") != []
    assert Matcher(trains, ("电动车",)).rank("电动车被盗", "") == []
    assert Matcher(trains, ("电动车",)).rank("增开动车", "") != []


def test_a_word_of_the_catalogue_stays_one_when_it_is_listed_as_meaningless() -> None:
    assert Matcher(ROWS, ("扬尘",)).rank("扬尘", "") == Matcher(ROWS).rank("扬尘", "")


def test_what_only_says_where_something_is_counts_less() -> None:
    plain, beside = Matcher(ROWS).rank("", "坑洼的巷子")[0].score, Matcher(ROWS).rank("", "坑洼旁边的巷子")[0].score
    assert beside < 0.5 * plain
    metro = Category("0502", "地铁", "05", "dtjt", strong=("地铁站",))
    vendors = Category("0102", "占道", "01", "cgw", keywords=("摆摊",))
    assert Matcher((metro, vendors)).rank("地铁站旁边有人摆摊", "")[0].category is vendors
