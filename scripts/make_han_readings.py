#!/usr/bin/env python3
"""Writes Sources/CEmbedded/tables/han_readings.txt: how Koreans and Chinese read the characters of names.

    apt-get download libhangul-data && dpkg -x libhangul-data_*.deb hangul
    pip install pypinyin==0.55.0
    scripts/make_han_readings.py hangul/usr/share/libhangul/hanja/hanja.txt

Korean readings are those of hanja.txt: of characters it explains, of those of KS X 1001 and of the simplified
ones of GB 2312. Where it gives two that differ by the law of initial sounds (리, 이), the older one is kept,
because the program applies the law itself; other double readings are settled by CHOSEN. Mandarin readings
are pypinyin's, without tones, of the same characters.
"""

import collections
import pathlib
import sys

TABLE = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CEmbedded" / "tables" / "han_readings.txt"

# What the character is read as in given names, where hanja.txt gives readings of several meanings.
CHOSEN = dict(
    pair.split("=")
    for pair in """
    金=금 沈=침 車=차 宅=택 省=성 易=이 北=북 復=복 殺=살 惡=악 降=강 茶=다 樂=락 率=솔 不=불 識=식 則=칙 行=행 見=견
    更=경 度=도 讀=독 洞=동 洛=락 拾=습 食=식 數=수 說=설 狀=상 索=색 塞=새 參=삼 畫=화 滑=활 什=십 丹=단 單=단 葉=엽 奈=나
    娜=나 那=나 辰=진 便=편 布=포 暴=폭 合=합 亨=형 皮=피 泌=필 射=사 瑟=슬 晟=성 奭=석 乾=건 龜=구 串=관 於=어 咽=인
    刺=자 炙=자 徵=징 差=차 帖=첩 諦=체 推=추 糖=당 宙=주 諸=제 祐=우 炅=경 煥=환 燮=섭 旭=욱 昱=욱 倞=경 炫=현 鉉=현 鍾=종 鐘=종
    賈=가 湛=담 陶=도 培=배 場=장 台=태 怜=령 芸=예 煇=휘 薔=장 珀=박 雋=준 樣=양 莞=완 馮=풍 贇=윤 蔡=채 埈=준 諶=심 員=원 俔=현
    繆=무 龐=방 豊=풍 芦=로 錞=순 焞=돈 杓=표 兜=두 坍=담 純=순 円=원 遯=둔 屬=속 藉=자 著=저 秒=초 祇=기 釵=채 宿=숙 脫=탈 責=책 調=조
    """.split()
)

# What the character is read as when it is a Korean surname, before the law of initial sounds.
KOREAN_SURNAMES = "金=김 沈=심 車=차 單=선 葉=엽 樂=악 宋=송 朴=박 昔=석 葛=갈 甄=견 皮=피 段=단 胖=반 卜=복 扁=편 片=편 洗=선 洪=홍 曺=조 兪=유 裵=배"

# What the character is read as when it is a Chinese surname.
CHINESE_SURNAMES = (
    "单=shan 單=shan 曾=zeng 解=xie 仇=qiu 区=ou 區=ou 查=zha 朴=piao 翟=zhai 覃=qin 任=ren 盖=ge 蓋=ge 乐=yue 樂=yue 员=yun 員=yun "
    "缪=miao 繆=miao 种=chong 折=she 秘=bi 华=hua 華=hua 冼=xian 洗=xian 燕=yan 应=ying 應=ying 宁=ning 曲=qu 便=pian 纪=ji 紀=ji 葛=ge "
    "吕=lu 呂=lu 那=na 晁=chao 牟=mu 尹=yin 郇=xun 哈=ha 召=shao 隗=kui 于=yu 过=guo 過=guo 令=ling 鲍=bao 尉=yu 万=wan 萬=wan 沈=shen 石=shi 薄=bo 车=che 車=che 柏=bai 叶=ye 葉=ye 卜=bu 谌=chen 句=gou"
)

def onset(syllable):
    return (ord(syllable) - 0xAC00) // 588


def older(readings):
    """Of readings that are one sound but for the law, the one the law starts from (리 of 리, 이); else None."""
    rests = {(ord(reading) - 0xAC00) % 588 for reading in readings}
    onsets = {onset(reading) for reading in readings}
    if len(rests) != 1 or not onsets <= {2, 5, 11}:
        return None
    return next(reading for wanted in (5, 2, 11) for reading in readings if onset(reading) == wanted)


def hangul_readings(path):
    readings = collections.OrderedDict()
    explained = set()
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        fields = line.split(":")
        if line.startswith("#") or len(fields) < 2 or len(fields[0]) != 1 or len(fields[1]) != 1:
            continue
        if 0x4E00 <= ord(fields[1]) <= 0x9FFF:
            readings.setdefault(fields[1], []).append(fields[0])
            if len(fields) > 2 and fields[2]:
                explained.add(fields[1])
    kept = {}
    for character, all_of_it in readings.items():
        if character in explained or encodes(character, "euc_kr") or encodes(character, "gb2312"):
            kept[character] = CHOSEN.get(character) or older(all_of_it) or all_of_it[0]
    return kept


def encodes(character, charset):
    try:
        character.encode(charset)
        return True
    except UnicodeEncodeError:
        return False


def pinyin_readings(characters):
    import importlib.metadata

    import pypinyin
    from pypinyin import Style

    if importlib.metadata.version("pypinyin") != "0.55.0":
        sys.exit("pypinyin 0.55.0 is wanted")
    kept = {}
    for character in characters:
        reading = pypinyin.pinyin(character, style=Style.NORMAL, errors="ignore", strict=False)
        if reading and reading[0][0].isascii() and reading[0][0].isalpha():
            kept[character] = reading[0][0].replace("v", "u")
    return kept


def rows(readings):
    of_reading = collections.defaultdict(list)
    for character, reading in readings.items():
        of_reading[reading].append(character)
    return [f"{reading} {''.join(sorted(of_reading[reading]))}" for reading in sorted(of_reading)]


def exceptions(text):
    return [f"{reading} {character}" for character, reading in (pair.split("=") for pair in text.split())]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    hangul = hangul_readings(sys.argv[1])
    simplified = {chr(code) for code in range(0x4E00, 0x9FA6) if encodes(chr(code), "gb2312")}
    pinyin = pinyin_readings(sorted(set(hangul) | simplified))
    lines = [
        "# Readings of Han characters in names: the reading, then its characters. Made by scripts/make_han_readings.py",
        "# from hanja.txt of libhangul (BSD 3-clause) and the PyPI package pypinyin 0.55.0 (MIT). Do not edit.",
        "[korean]", *rows(hangul), "[korean surname]", *exceptions(KOREAN_SURNAMES),
        "[mandarin]", *rows(pinyin), "[mandarin surname]", *exceptions(CHINESE_SURNAMES),
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(hangul)} characters with a Korean reading, {len(pinyin)} with a Mandarin one")


if __name__ == "__main__":
    main()
