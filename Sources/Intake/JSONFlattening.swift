/// One value of a flattened object and the column it belongs to.
struct JSONLeaf {
  var name: [UInt8]
  var value: [UInt8]
}

/// A JSON object as columns: names of nested objects are joined with dots, and a list, of scalars or of
/// objects, is several values of one column (`{"emails":[{"value":"a"},{"value":"b"}]}` gives
/// `emails.value` twice). null is no value.
func flattenedJSON(_ value: JSONValue) -> [JSONLeaf] {
  var leaves: [JSONLeaf] = []
  func add(_ value: JSONValue, _ name: [UInt8]) {
    switch value {
    case .null: break
    case .bool(let isTrue): leaves.append(JSONLeaf(name: name, value: Array((isTrue ? "true" : "false").utf8)))
    case .number(let bytes), .string(let bytes): leaves.append(JSONLeaf(name: name, value: bytes))
    case .array(let items): for item in items { add(item, name) }
    case .object(let members):
      for member in members { add(member.value, name.isEmpty ? member.name : name + [UInt8(ascii: ".")] + member.name) }
    }
  }
  add(value, [])
  return leaves
}
