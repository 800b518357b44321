"""Made-up letters of three labels, a few words each, for tests of what learns."""

import random
from functools import cache

from hotline.routing.learning import ngrams, training
from hotline.routing.learning.classifier import Model
from hotline.routing.learning.ngrams import Letter
from hotline.routing.learning.training import Examples

SAID = {
    "lamp": ("路灯不亮", "路灯损坏", "夜间照明", "灯杆倾斜", "道路漆黑", "照明设施", "灯泡闪烁", "亮灯时间"),
    "wage": ("拖欠工资", "劳动合同", "加班费用", "包工头", "讨要薪水", "社保断缴", "劳动仲裁", "工钱结算"),
    "noise": ("噪音扰民", "夜间施工", "广场音响", "装修电钻", "机器轰鸣", "休息受影响", "分贝超标", "喇叭吵闹"),
}
AROUND = ("我们小区", "门口", "从上个月开始", "一直", "没有人管", "希望", "尽快处理", "附近居民", "每天晚上", "请问")


def letter(label: str, chance: random.Random) -> Letter:
    words = [*chance.sample(SAID[label], 3), *chance.sample(AROUND, 5)]
    chance.shuffle(words)
    return chance.choice(SAID[label]), "，".join(words) + "。"


def lessons(each: int = 20, seed: int = 1) -> Examples:
    """`each` letters of every label, every one a group of its own."""
    chance = random.Random(seed)
    found = Examples([], [], [], [])
    for number in range(each):
        for label in SAID:
            found.letters.append(letter(label, chance))
            found.labels.append(label)
            found.groups.append(f"{label}-{number}")
            found.weights.append(1.0)
    return found


@cache
def learned() -> Model:
    return training.train(lessons(), ngrams.reading())
