/// The surnames of Korea and how their bearers write them in Latin letters.
///
/// One row a surname: Hangul, then Latin spellings from the usual to the rare. A spelling may carry its
/// cost, the negative natural logarithm of its share among bearers in thousandths; the rest are costed by
/// their place in the row. Shares of the great surnames are those of Korean passports published by the
/// Ministry of Foreign Affairs (October 2024); the long tail follows usage and the official rules.
final class KoreanSurnames: Sendable {
  struct Spelling: Sendable {
    var letters: [UInt8]
    var costMillis: Int32
  }

  struct Row: Sendable {
    /// One or two Hangul syllables, as positions in the Unicode block (0 = 가).
    var syllables: [UInt16]
    var utf8: [UInt8]
    var spellings: [Spelling]
  }

  /// One way to read a Latin word as a surname. The cost counts how rare the surname is as well as how
  /// rare the spelling: Jun is 전 before it is 준, and Kim Min Joon is no Mr. Joon.
  struct Reading: Sendable {
    var row: UInt16
    var costMillis: Int32
  }

  static let shared = KoreanSurnames()

  let rows: [Row]
  /// Row of each syllable of the Unicode block, `noRow` where it is no surname.
  private let rowOfOne: [UInt16]
  private let rowOfTwo: [UInt32: UInt16]
  private let readingsOfWord: ShortWords<[Reading]>

  private static let noRow: UInt16 = .max

  /// Cost of a spelling by its place in the row, where the row does not say.
  private static let costByPlace: [Int32] = [120, 1_100, 1_700, 2_200, 2_600]

  /// Negative logarithm of the share of a surname's bearers, by its place among the surnames.
  private static func rarityMillis(place: Int) -> Int32 {
    switch place {
    case ..<10: 2_500
    case ..<25: 4_200
    case ..<60: 5_800
    case ..<110: 8_000
    default: 11_000
    }
  }

  private init() {
    var rows: [Row] = []
    var rowOfOne = [UInt16](repeating: KoreanSurnames.noRow, count: 11_172)
    var rowOfTwo: [UInt32: UInt16] = [:]
    var readings: [[UInt8]: [Reading]] = [:]
    for line in KoreanSurnames.table.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard let first = fields.first else { continue }
      let syllables = first.unicodeScalars.map { UInt16($0.value - 0xAC00) }
      let index = UInt16(rows.count)
      var spellings: [Spelling] = []
      for (place, field) in fields.dropFirst().enumerated() {
        let halves = field.split(separator: ":")
        let given = halves.count > 1 ? Int32(halves[1]) : nil
        let cost = given ?? KoreanSurnames.costByPlace[min(place, KoreanSurnames.costByPlace.count - 1)]
        let letters = Array(halves[0].utf8)
        spellings.append(Spelling(letters: letters, costMillis: cost))
        readings[letters, default: []].append(
          Reading(row: index, costMillis: cost + KoreanSurnames.rarityMillis(place: rows.count)))
      }
      rows.append(Row(syllables: syllables, utf8: Array(first.utf8), spellings: spellings))
      if syllables.count == 1 {
        rowOfOne[Int(syllables[0])] = index
      } else {
        rowOfTwo[UInt32(syllables[0]) << 16 | UInt32(syllables[1])] = index
      }
    }
    for word in readings.keys {
      readings[word]?.sort { ($0.costMillis, $0.row) < ($1.costMillis, $1.row) }
    }
    self.rows = rows
    self.rowOfOne = rowOfOne
    self.rowOfTwo = rowOfTwo
    readingsOfWord = ShortWords(readings.map { ($0.key, $0.value) })
  }

  /// A surname in Hangul.
  func utf8(row: UInt16) -> [UInt8] { rows[Int(row)].utf8 }

  /// Row of a one-syllable surname.
  func row(_ syllable: UInt16) -> UInt16? {
    guard Int(syllable) < rowOfOne.count, rowOfOne[Int(syllable)] != KoreanSurnames.noRow else { return nil }
    return rowOfOne[Int(syllable)]
  }

  /// Row of a two-syllable surname.
  func row(_ first: UInt16, _ second: UInt16) -> UInt16? { rowOfTwo[UInt32(first) << 16 | UInt32(second)] }

  /// The surnames a Latin word (lower case a to z) may stand for, the likeliest first.
  func readings(of word: [UInt8]) -> [Reading] { readingsOfWord[word] ?? [] }

  /// The same for a word as `packedShortWord` gives it; nil where it stands for none.
  func readings(packed word: SIMD2<UInt64>) -> [Reading]? { readingsOfWord[packed: word] }

  /// Cost of a spelling of one surname; nil where the row does not have it.
  func cost(row: UInt16, spelt letters: Span<UInt8>) -> Int32? {
    for spelling in rows[Int(row)].spellings where spelling.letters.span.hasSameBytes(as: letters) {
      return spelling.costMillis
    }
    return nil
  }

  /// The rule that a word does not begin with certain sounds (두음법칙) makes one surname into two:
  /// 류 is also written 유. Both sides of such a pair give the same number; others give their own row.
  static func initialSoundClass(_ syllable: UInt16) -> UInt16 {
    let onset = syllable / 588
    let vowel = syllable / 28 % 21
    // ㄹ before i and y falls silent, elsewhere it becomes ㄴ; ㄴ before i and y falls silent
    let isPalatal = vowel == 2 || vowel == 3 || vowel == 6 || vowel == 7 || vowel == 12 || vowel == 17 || vowel == 20
    if onset == 5 { return (isPalatal ? 11 : 2) * 588 + syllable % 588 }
    if onset == 2 && isPalatal { return 11 * 588 + syllable % 588 }
    return syllable
  }

  private static let table = """
    김 kim:5 gim:5480 ghim:6900 kym:7000
    이 lee:12 yi:4690 rhee:5600 ri:6000 i:6200 ree:6500 li:6000 yee:6800 e:7000
    박 park:35 bak:4130 pak:4190 bark:6200 pack:6000 back:6500 parc:6500 bag:3300
    최 choi:57 choe:2950 choy:5800 chey:6000 tchoi:6500 chae:6500 chai:6500
    정 jung:774 jeong:856 chung:2641 joung:4000 cheong:5000 chong:4500 jeung:5200 jong:5500 jang:7000
    강 kang:30 gang:3900 khang:5500 kahng:6000
    조 cho:600 jo:900 joe:4500 choh:5500 jho:5500
    윤 yoon:650 yun:800 youn:3200 yune:5500 yeun:5000
    장 jang:300 chang:1400 jahng:5500 zhang:5500
    임 lim:200 im:1800 rim:4200 yim:4000 leem:4800 eim:5500 iem:5500
    한 han:30 hahn:4300 hann:5000
    오 oh:90 o:2700 oe:5500 ou:5000
    서 seo:430 suh:1200 so:4000 seoh:4500 sur:5500 su:4800 sue:5500
    신 shin:90 sin:2600 shinn:4500 sheen:5000
    권 kwon:80 gwon:3100 kweon:3900 kwun:5500 quon:5500 kuen:6000
    황 hwang:40 whang:3600 hoang:5000 wang:6500
    안 ahn:370 an:1200 ann:4500 ahnn:5500
    송 song:30 soung:4500 sung:6000 shong:5500
    전 jeon:480 jun:1500 chun:2100 jeun:4500 chon:4500 cheon:6000 jhun:5000 jon:5000
    홍 hong:20 houng:5000 hung:5500
    유 yoo:600 yu:950 you:2700 ryu:3500 ryoo:4300 yew:5000 lyu:4800
    류 ryu:250 ryoo:2000 yu:3000 yoo:3000 lyu:3300 you:4000 rhyu:4000 lew:4500
    고 ko:420 go:1300 koh:2400 goh:3500 kho:5000
    문 moon:150 mun:2000 mooen:5500
    양 yang:40 ryang:4500 yaung:5500 lyang:5000
    량 ryang:700 yang:900 lyang:1800
    손 son:120 sohn:2400 shon:4300 soan:5500
    배 bae:100 pae:3600 bai:3900 bay:5000 pai:4500 bea:4800
    백 baek:360 paik:1900 back:2300 baik:2500 paek:3700 beak:3600 bak:5500 baeg:4500
    허 heo:330 hur:1700 huh:2000 her:3400 hue:4500 hu:4800 ho:5500
    남 nam:20 nahm:4300
    심 shim:200 sim:1900 sheem:4500
    노 noh:450 roh:1500 no:2200 ro:3900 nho:4500 rho:4000 lho:5500
    로 ro:600 roh:800 noh:1500 no:1800 rho:2000
    하 ha:40 hah:4000
    곽 kwak:100 gwak:2800 kwag:4200 kwack:4200 kwark:5500
    성 sung:560 seong:900 soung:4000 song:5500 shung:5500
    차 cha:20 char:5000 tcha:5500
    주 joo:450 ju:1100 chu:4000 choo:3900 jou:5000 zoo:5000 zhou:5500
    우 woo:90 wu:3500 u:3800 oo:4500 ou:5500
    구 koo:550 gu:1300 ku:2200 goo:2400 gou:4500 kou:5000
    민 min:30 minn:4500 meen:5000
    나 na:180 ra:2800 rha:4000 nah:4000 la:4500 rah:4200
    라 ra:200 na:2000 rha:2500 la:3000
    진 jin:80 chin:3100 jean:4200 jeen:4800 chen:5200 gin:5500
    지 ji:170 jee:2000 chi:4200 chee:4000 gi:5500
    엄 eom:450 um:1500 uhm:2200 eum:2700 aum:4500 om:4800 ohm:5000
    채 chae:100 chai:3000 che:4200
    원 won:60 weon:3800 one:5500 wun:5500
    천 cheon:450 chun:1100 chon:3800 chen:4500 cheun:4300
    방 bang:70 pang:3100 bhang:4500
    공 kong:350 gong:1300 koung:5000
    현 hyun:250 hyeon:1800 hyoun:3700 heon:5000
    함 ham:40 hahm:3500
    변 byun:420 byeon:1600 byoun:3300 pyun:4200 pyon:4500 bien:5000 byen:5000
    염 yeom:450 yum:1500 youm:2300 yom:3300 lyum:5000
    여 yeo:250 yuh:3300 yo:3500 yeoh:3900 ryeo:4000 lyeo:4500 ryo:4800
    려 ryeo:500 yeo:1100 lyeo:1800
    추 choo:700 chu:750 chou:4500
    도 do:300 doh:1800 to:4500 toh:4500
    소 so:200 soh:2200 sho:4800
    석 seok:350 suk:1600 sok:4300 seuk:3900 sock:5000 soek:4800
    선 sun:650 seon:900 sunn:4500 son:5000
    설 seol:350 sul:1700 sull:4000 sol:4300
    마 ma:60 mah:3000
    길 gil:250 kil:1600 gill:3500
    연 yeon:350 youn:2200 yun:2500 yon:3300 yeun:4300
    위 wi:250 wee:1900 we:4500 wie:4300
    표 pyo:100 phyo:4500 pio:4500
    명 myung:500 myeong:1000 myoung:2500
    기 ki:250 gi:1700 kee:3000 key:4500
    반 ban:120 bahn:3300 pan:3900 bhan:4500
    왕 wang:30
    금 keum:400 geum:1500 kum:2500 gum:3800 kim:6500
    옥 ok:250 ock:1900 oak:3000 og:4500
    육 yook:500 yuk:1200 youk:3500 yug:5000
    륙 ryuk ryook yook yuk
    인 in:150 ihn:3300 een:4500
    맹 maeng:150 maing:3000 meang:4000
    제 je:300 jae:2200 che:3500 jea:3800 jeh:4000
    모 mo:150 moh:2500
    남궁 namgung:500 namkung:1400 namgoong:1500 namkoong:1300 namgong:3800 namkong:4000 namkoung:4000
    탁 tak:100 tahk:3800 tark:4500 tag:4800
    국 kook:650 guk:1000 kuk:2000 gook:3300 cook:4500
    어 eo:350 uh:2200 auh:3800 oh:3800 er:4300
    경 kyung:500 gyeong:1400 kyeong:1500 kyoung:2200 kyong:4000
    은 eun:100 un:3300 een:4800
    편 pyun:600 pyeon:900 pyon:3300 pyoun:4000
    용 yong:100 young:3800 ryong:4500
    예 ye:200 yea:3500 yeh:3500 yae:4000
    봉 bong:80 pong:4000
    사 sa:100 sah:3500
    부 boo:500 bu:1100 pu:4300 poo:5000
    황보 hwangbo:100 hwangboh:4000 whangbo:3500 hwangpo:4500
    가 ka:600 ga:850 kah:3800 gah:4000
    복 bok:120 pok:4000 bock:3900
    태 tae:120 tai:3500 tea:4500 tay:4500
    목 mok:100 mock:3500 mog:4500
    형 hyung:550 hyeong:1100 hyoung:3000
    계 kye:500 gye:1100 key:3800 kae:4300
    피 pi:400 pee:1500
    두 doo:550 du:900 too:4500 tu:4300
    감 kam:450 gam:1100 kahm:4300
    음 eum:250 um:2000
    빈 bin:120 been:3500 pin:4300
    동 dong:80 tong:3900
    온 on:200 ohn:2200 ohne:4800
    호 ho:150 hoh:3000
    범 bum:700 beom:850 bom:4300 peom:4800
    좌 jwa:250 chwa:2800 joa:3500 jua:4300
    팽 paeng:200 pang:3000 paing:3300
    승 seung:250 sung:2000 seoung:4000
    간 kan:600 gan:900 khan:4300
    상 sang:80 sahng:4300
    시 si:500 shi:1000 see:4000 shee:4500
    갈 kal:600 gal:900 karl:4500
    단 dan:150 tan:3300
    견 kyun kyeon gyeon kyon gyun
    당 dang tang
    화 hwa wha
    창 chang tchang
    옹 ong ohng
    순 soon sun
    빙 bing ping
    종 jong chong
    풍 poong pung
    엽 yeop yup youp
    궁 koong gung kung goong
    평 pyung pyeong pyoung
    독고 dokgo dokko dockgo tokko tokgo
    제갈 jegal jekal chegal jaegal
    선우 sunwoo seonu seonwoo sunu sonu
    사공 sagong sakong
    서문 seomun suhmoon seomoon somun
    동방 dongbang tongbang
    어금 eogeum eokeum
    망절 mangjeol mangjul
    장곡 janggok jangkok
    소봉 sobong
    강전 gangjeon kangjeon
    황목 hwangmok
    무본 mubon moobon
    영호 yeongho youngho
    노을 noeul
    판 pan phan
    포 po pho
    필 pil phil
    해 hae hai
    학 hak hag
    내 nae nai
    묵 mook muk
    아 ah a
    야 ya
    영 young yeong yung
    요 yo
    운 woon un
    자 ja cha
    저 jeo juh
    점 jeom jum
    준 joon jun
    즙 jeup
    증 jeung
    초 cho chogh
    춘 choon chun
    탄 tan
    탕 tang
    삼 sam
    매 mae mai
    미 mi mee
    만 man mahn
    묘 myo
    누 nu noo
    루 ru roo lu
    뇌 noe noi
    뢰 roe roi
    난 nan
    낭 nang
    후 hoo hu
    흥 heung hung
    곡 kok gok
    교 kyo gyo
    군 kun gun goon
    궉 kwok gwok kwog
    근 keun geun
    다 da ta
    담 dam tam
    대 dae tae dai
    돈 don
    리 lee ri rhee li
    련 ryeon ryun
    렴 ryeom yeom
    림 lim rim leem
    뱅 baeng
    번 beon bun
    비 bi bee
    섭 seop sup
    수 soo su
    십 sip ship
    애 ae ai
    척 chuk cheok
    쾌 kwae
    향 hyang
    환 hwan whan
    확 hwak
    장손 jangson
    개 gae kae
    랑 rang lang
    률 ryul
    무 moo mu
    밀 mil
    보 bo
    분 boon bun
    산 san
    색 saek saik
    슬 seul
    악 ak ahk
    율 yul
    잠 jam
    찬 chan
    철 cheol chul
    타 ta
    팔 pal
    협 hyeop hyup
    혁 hyuk hyeok
    혜 hye hae
    흔 heun
    """
}
