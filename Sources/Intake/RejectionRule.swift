/// The rules a row can break, with the sentence each becomes.
enum RejectionRule {
  case unclosedQuote, strayQuote, nul, markRun, notAnObject, unusableName
  case rowTooLong(bytesMax: Int)
  case fieldTooLong(bytesMax: Int)
  case tooManyFields(count: Int, header: Int)
  case undecodable(TextEncoding)
  case malformedJSON(JSONFailure)
  case tooManyColumns(countMax: Int)

  var word: String {
    switch self {
    case .unclosedQuote: "unclosed_quote"
    case .strayQuote: "stray_quote"
    case .nul: "nul"
    case .markRun: "combining_marks"
    case .notAnObject: "not_an_object"
    case .unusableName: "unusable_name"
    case .rowTooLong: "row_too_long"
    case .fieldTooLong: "field_too_long"
    case .tooManyFields: "too_many_fields"
    case .undecodable(.utf8): "not_utf8"
    case .undecodable: "not_in_encoding"
    case .malformedJSON: "malformed_json"
    case .tooManyColumns: "too_many_columns"
    }
  }

  func sentence(line: Int, column: String?) -> String {
    let place = "Line \(line)" + (column.map { ", column \"\($0)\": " } ?? ": ")
    switch self {
    case .unclosedQuote: return place + "a quoted value is never closed; put a quote after it, and double every quote inside it."
    case .strayQuote: return place + "text follows a closing quote; double every quote inside a quoted value."
    case .nul: return place + "the value holds a NUL character; remove it and load the row again."
    case .markRun:
      return place + "the value stacks more than \(IntakeLimits.markRunMax) combining marks on one letter; correct it and load the row again."
    case .notAnObject: return place + "a JSON object in braces is expected here; write one object a line."
    case .unusableName: return place + "a member has an empty name or one longer than \(IntakeLimits.headerNameBytesMax) bytes; rename it."
    case .rowTooLong(let bytesMax): return place + "the row is longer than \(bytesMax) bytes; shorten it or remove what does not describe the customer."
    case .fieldTooLong(let bytesMax): return place + "a value is longer than \(bytesMax) bytes; shorten it or leave its column out."
    case .tooManyFields(let count, let header):
      return place + "the row has \(count) fields and the header \(header); put values that hold the separator into quotes."
    case .undecodable(let encoding):
      return place + "the bytes are not \(encoding.rawValue); correct the value, or set the file's encoding in the mapping."
    case .malformedJSON(let failure): return place + "\(failure); correct the row and load it again."
    case .tooManyColumns(let countMax): return place + "the row has more than \(countMax) different names; keep identifiers out of names."
    }
  }
}
