/// What stands in name fields instead of a name, beyond what stands in any field.
enum PlaceholderNames {
  enum Verdict { case none, sample, placeholder }

  /// - Parameter folded: `foldText` of the field without spaces, dots and hyphens.
  static func verdict(_ folded: [UInt8]) -> Verdict {
    if placeholders.contains(folded) || Placeholder.isMissing(folded) || isFiller(folded) { return .placeholder }
    if samples.contains(folded) { return .sample }
    return .none
  }

  /// Whether the list of what stands for a name has a folded word.
  static func isListed(_ folded: [UInt8]) -> Bool { placeholders.contains(folded) }

  /// Whether a folded word says nothing beside others of the list either: Na Na may be somebody, Guest Guest is nobody.
  static func isFillerBesideOthers(_ folded: [UInt8]) -> Bool { isListed(folded) && !koreanSyllables.contains(folded) }

  /// Those of the list that spell a Korean surname or the syllable of a name.
  private static let koreanSyllables: Set<[UInt8]> = ["na", "nan"].reduce(into: []) { $0.insert(Array($1.utf8)) }

  /// The words in Latin letters that say nothing beside others.
  static let latinFillers = listed.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }).map { Array($0) }
    .filter { $0.allSatisfy(isASCIILetter) && isFillerBesideOthers($0) }

  /// Whether the list has the word, as `packedShortWord` gives it; nil is a word too long for it.
  static func holds(_ word: SIMD2<UInt64>?) -> Bool {
    guard let word else { return false }
    return placeholders[packed: word] != nil || samples[packed: word] != nil
  }

  /// Whether a name without its titles and notes is a form's sample: Mr. John Doe.
  static func isSample(_ word: SIMD2<UInt64>?) -> Bool { word.map { samples[packed: $0] != nil } ?? false }

  /// naver.com: where somebody's mailbox is, in the field for the name.
  static func isDomain(_ folded: [UInt8]) -> Bool {
    guard folded.count <= 32, let dot = folded.lastIndex(of: 0x2E), dot >= 2,
      folded.allSatisfy({ isASCIILetter($0) || isASCIIDigit($0) || $0 == 0x2E || $0 == 0x2D })
    else { return false }
    return ["com", "net", "org", "kr", "co", "io"].contains { folded[(dot + 1)...].elementsEqual($0.utf8) }
  }

  private static let placeholders = ShortWords<Bool>(listed)

  private static let listed =
    """
    고객 고객님 손님 회원 회원님 비회원 현장 현장고객 워크인 방문객 방문 없음 이름없음 미상 모름 무명 무기명 익명 테스트 테스터 관리자 본인 예약자 단체 일반 일반고객 신규
    신규고객 외국인 님 성함 이름 미입력 해당없음 임시 판매 매장 매장고객 직원 대표 사용자 알수없음 홈페이지 네이버 카카오 게스트 구매자 수령인 주문자 배송지 미정
    신원미상 성명불상 이름모름 미등록 미등록고객 관광객 방문자 익명고객 무기명고객 무명고객 미확인
    탈퇴회원 휴면회원 첫방문 재방문 방문고객 예약고객 네이버예약 카카오예약 전화예약 현장예약 문앞 부재중 경비실 택배 무인택배함
    박사님 사장님 대표님 원장님 선생님 사모님 회장님 교수님 부장님 과장님 실장님 팀장님 이사님 점장님 기사님 스님 보호자 보호자님 환자 산모
    예약 대표자 귀하 귀중 아무개 가나다 가나다라
    와이프 남편 아내 엄마 아빠 어머니 아버지 어머님 아버님 할머니 할아버지 아기 신생아
    guest walkin walkincustomer walkinguest unknownguest unknowncustomer customer cashcustomer unknown none na n/a null nil undefined test tester testing testuser
    testtest admin administrator tbd tba noname anonymous user username name fullname firstname lastname firstlast xxx asdf
    asdfasdf asdfgh qwer qwerty qwerqwer abc abcd dummy sample demo default member newcustomer nan nobody someone client
    retail foreigner onlinecustomer webcustomer counter cash pos staff private notprovided notavailable vip vvip unbekannt kunde gast
    無名 名前なし 無記名 名無し 名無しさん ゲスト お客様 顧客 テスト 不明 匿名 未知 测试 客户 游客
    """

  /// Names of forms and samples; real people bear them too, so they are kept.
  private static let samples = ShortWords<Bool>(
    """
    홍길동 johndoe janedoe doejohn doejane 山田太郎 山田花子 erikamustermann maxmustermann jeandupont johnqpublic
    """)

  /// asdf, ㅁㄴㅇㄹ, ㅇㅇㅇ, 1234; a longer number may be a telephone's.
  private static func isFiller(_ folded: [UInt8]) -> Bool {
    if Placeholder.isKeyboardRun(folded) || Placeholder.isOneLetterRepeated(folded) { return true }
    return !folded.isEmpty && folded.allSatisfy(isASCIIDigit)
      && (folded.count < 7 || Placeholder.isFiller(digits: folded.span, countMin: 7))
  }
}
