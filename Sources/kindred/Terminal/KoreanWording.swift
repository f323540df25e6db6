import Identity
import Linkage
import Normalization

/// The engine's words in Korean.
enum KoreanWording {
  static func attribute(_ column: ColumnID) -> String {
    switch column.attribute {
    case .name: "이름"
    case .email: "이메일"
    case .phone: "전화번호"
    case .address: "주소"
    case .birthDate: "생년월일"
    case .handle: "소셜 계정"
    case .organisation: "단체명"
    case .gender: "성별"
    case .identifier, .text, .exact, .date, .number, .set: column.label
    }
  }

  static func corroboration(_ explanation: PairExplanation) -> String {
    "\(explanation.counted)개 중 \(explanation.agreeing)개 일치: 함께 보면"
  }

  static func agreement(_ line: PairExplanation.Line) -> String {
    let what = attribute(line.column)
    var plain: String
    switch (line.column.attribute, line.level) {
    case (_, "missing"): plain = "\(what): 한쪽에 없음"
    case (.name, "apart"): plain = "이름에 같은 점이 없음"
    case (.name, "conflict"): plain = "이름이 서로 모순됨"
    case (.name, "given"): plain = "이름은 같고 성이 다름"
    case (.name, "similar"): plain = "비슷한 이름"
    case (.name, "compatible"): plain = "서로 맞는 이름(머리글자 또는 일부)"
    case (.name, "near"): plain = "오타 정도로 다른 이름"
    case (.name, "variant"): plain = "다른 표기 또는 애칭"
    case (.name, "cross_script"): plain = "다른 문자로 쓴 같은 이름"
    case (.name, "reordered"): plain = "순서가 다른 같은 이름"
    case (.email, "near"): plain = "오타 정도로 다른 이메일"
    case (.email, "local_part"): plain = "아이디는 같고 메일 서비스가 다름"
    case (.email, "group"): plain = "한 계열의 이메일 주소"
    case (.phone, "near"): plain = "한 자리 다른 전화번호"
    case (.phone, "tail"): plain = "전화번호 뒷자리가 같음"
    case (.phone, "converted"): plain = "번호 개편 전후의 같은 전화번호"
    case (.birthDate, "conflict"): plain = "생년월일이 서로 모순됨"
    case (.birthDate, "partial"): plain = "서로 맞는 생년월일(한쪽은 일부)"
    case (.birthDate, "year"): plain = "생년월일이 일부만 같음"
    case (.birthDate, "month"): plain = "생년과 생월이 같음"
    case (.birthDate, "digit"): plain = "한 자리 다른 생년월일"
    case (.birthDate, "swapped"): plain = "월과 일이 바뀐 생년월일"
    case (.address, "area"): plain = "같은 지역"
    case (.address, "near"): plain = "이웃한 주소"
    case (.address, "loose"): plain = "도로명과 번호가 같음"
    case (.address, "building"): plain = "같은 건물, 다른 호수"
    case (.address, "open"), (.address, "unit"): plain = "같은 주소"
    case (.handle, "name"): plain = "다른 서비스의 같은 계정명"
    case (.date, "year"): plain = "\(what): 1년 이내"
    case (.date, "month"): plain = "\(what): 한 달 이내"
    case (.date, "near"): plain = "\(what): 일주일 이내 또는 오타 정도의 차이"
    case (.number, "tenth"): plain = "\(what): 10% 이내"
    case (.number, "hundredth"): plain = "\(what): 1% 이내"
    case (.number, "unit"): plain = "\(what): 1 이하의 차이"
    case (.set, "some"): plain = "\(what): 일부가 겹침"
    case (.set, "most"): plain = "\(what): 대부분 겹침"
    case (_, "different"): plain = "\(what): 다름"
    case (_, "near"), (_, "close"), (_, "weak"): plain = "\(what): 비슷함"
    default: plain = "\(what): 같음"
    }
    if line.isMadeOfName { plain += " (이름으로 만든 주소)" }
    if let area = line.areaCarriers {
      plain += area.upperBound == .max ? " (레코드 \(grouped(area.lowerBound))건 이상)" : area.lowerBound == 1 ? " (레코드 \(grouped(area.upperBound))건 이하)" : " (레코드 \(grouped(area.lowerBound))~\(grouped(area.upperBound))건)"
    }
    if line.isClaim { plain += " (다른 이름으로 주장만 한 값)" }
    switch line.sharing {
    case .household where line.weight > .zero: return plain + " (한 가구가 함께 씀)"
    case .shared where line.weight > .zero: return plain + " (여러 사람이 씀)"
    default: return plain
    }
  }

  static func cause(_ cause: FalseSplit.Cause) -> String {
    switch cause {
    case .noSharedKey: "어떤 블로킹 규칙도 둘을 비교하게 하지 않음"
    case .belowThreshold: "비교했지만 일치하는 것이 부족함"
    case .exclusiveConflict: "충분히 일치하지만 모순되는 값이 있음"
    case .ambiguous: "충분히 일치하지만 다른 고객과도 맞음"
    case .evidenceAgainst: "충분히 일치하지만 나머지 레코드들이 맞지 않음"
    case .componentCut: "충분히 일치하지만 너무 많은 레코드가 얽혀 있음"
    case .judgement: "담당자의 판단으로 떼어 놓음"
    case .notLoaded: "정답에 있는 레코드를 읽지 않음"
    }
  }

  static func apart(_ reason: Linkage.PossibleMatch.Reason) -> String {
    switch reason {
    case .nearThreshold: "가깝지만 확실하지 않음"
    case .ambiguous: "서로 다른 두 고객과 모두 맞음"
    case .exclusiveConflict: "일치하지만 모순되는 값이 있음"
    case .evidenceAgainst: "한 레코드는 일치하지만 나머지는 맞지 않음"
    case .componentCut: "너무 많은 레코드가 얽혀 있음"
    case .freeOfDuplicates: "중복이 없다고 선언된 한 소스의 레코드를 각각 가짐"
    }
  }
}
