/// Words next to Korean names that say who somebody is to somebody else or at work.

enum NameNotes {
  static let words = ShortWords<Bool>(
    """
    배우자 남편 아내 부인 와이프 신랑 신부 본인 자녀 아들 딸 어머니 아버지 엄마 아빠 모친 부친 부모 할머니 할아버지 형 누나 언니 오빠 동생 가족 친구
    지인 보호자 동반자 동거인 법인 대리인 사원 주임 대리 과장 차장 부장 팀장 실장 본부장 이사 상무 전무 사장 대표 대표이사 회장 원장 교수 박사 선생
    연구원 선수 가수 배우 모델 강사 기자 선임 선임연구원 책임연구원 변호사 약사 간호사 기사 감독 코치 작가 목사 wife husband spouse son daughter mother father parent
    """)

  /// Whom a shop has written down, beside a whole name: 고객 김민준, 김민준 회원; and 김민준 부부, the couple.
  static func isCustomer(_ word: [UInt32]) -> Bool { customers.contains(word) }

  private static let customers = Set(listed("고객 회원 손님 예약자 신규 단골 방문 부부"))

  /// 영업부, 총무팀, 고객지원센터, and 영업부장, who heads one.
  static func isDepartment(_ word: some Collection<UInt32>) -> Bool {
    guard (3...8).contains(word.count), word.allSatisfy(isHangulSyllable) else { return false }
    var word = Array(word)
    if word.last == 0xC7A5, word.count > 3 { word.removeLast() }
    for unit in units where word.count > unit.count && word.suffix(unit.count).elementsEqual(unit) {
      if tasks.contains(Array(word.dropLast(unit.count))) { return true }
    }
    return false
  }

  private static let units = listed("부 팀 실 과 국 본부 센터 사업부")
  private static let tasks = Set(listed(
    """
    영업 국내영업 해외영업 총무 인사 인사총무 경영 경영지원 경영관리 관리 경리 회계 재무 재경 구매 자재 물류 생산 생산관리 제조 품질 품질관리 개발 연구 연구개발 기술 기술지원 설계 \
    기획 전략기획 전략 마케팅 홍보 광고 판매 유통 무역 수출 고객 고객지원 고객관리 고객상담 상담 지원 전산 정보 보안 시설 안전 법무 감사 비서 교육 디자인 공무 공사 시공 예약 객실
    """))

  private static func listed(_ text: String) -> [[UInt32]] { text.split(separator: " ").map { $0.unicodeScalars.map(\.value) } }
}

/// Words behind a name that make it another's: the mother, the husband, the guardian of whom it names.
///
/// 어머님 and 아버님 are not among them: old customers are addressed so behind names of their own.
enum NameRelations {
  /// Nil where the word is none; else how many syllables of a name stand before it in the same word: 0 for 엄마, 3 for
  /// 김철수엄마.
  static func nameCount(_ word: [UInt32]) -> Int? {
    if words.contains(word) { return 0 }
    guard word.count >= 4, word.count <= 8 else { return nil }
    for relation in glued where word.count >= relation.count + 2 && word.suffix(relation.count).elementsEqual(relation) {
      if word.allSatisfy(isHangulSyllable) { return word.count - relation.count }
    }
    return nil
  }

  /// Those of two syllables that no given name ends in: the last of a cell of four syllables.
  static let short = listed("엄마 아빠 남편 모친 부친")
  /// 부 모 처 자, which are a word of their own behind a whole name only.
  static func isLone(_ word: [UInt32]) -> Bool { word.count == 1 && [0xBD80, 0xBAA8, 0xCC98, 0xC790].contains(word[0]) }
  /// 박 지인
  static func isGivenName(_ word: [UInt32]) -> Bool { word == [0xC9C0, 0xC778] }
  private static let glued = short + listed("어머니 아버지 와이프 보호자 배우자")
  private static let words = Set(glued + listed("아내 부인 자녀 아들 딸 부모 동생 가족 친구 지인 동반자 동거인 대리인 母 父 妻 夫"))

  private static func listed(_ text: String) -> [[UInt32]] { text.split(separator: " ").map { $0.unicodeScalars.map(\.value) } }
}
