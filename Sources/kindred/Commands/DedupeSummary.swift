import Intake
import Linkage
import Resolution

/// What a `dedupe` run read and found, as text for a person and as JSON for a program.
struct DedupeSummary {
  var loaded: LoadedTable
  var linking: Linking
  var results: ClusterFiles
  var seconds: [(stage: String, seconds: Double)]

  private var rowsIn: Int { loaded.files.reduce(0) { $0 + $1.rowsIn } }
  private var rejected: Int { loaded.files.reduce(0) { $0 + $1.rejections.count } }
  private var repeated: Int { loaded.files.reduce(0) { $0 + $1.repeated + $1.superseded } }

  func text(directory: String) -> String {
    var text = ""
    for file in loaded.files {
      text += "\(visible(file.file.name)): \(grouped(file.rowsIn)) rows in = \(grouped(file.records)) loaded"
      if file.repeated > 0 { text += " + \(grouped(file.repeated)) repeated" }
      if file.superseded > 0 { text += " + \(grouped(file.superseded)) older versions" }
      text += " + \(grouped(file.rejections.count)) rejected\n"
    }
    let possible = linking.partition.possibleMatches.count
    text += """
      \(counted(linking.table.recordCount, "record is", "records are")) \(counted(results.clusterCount, "customer", "customers")); \
      \(counted(results.multiRecordClusterCount, "of them has", "of them have")) several records, the largest \(grouped(results.largestCluster)).
      \(counted(possible, "pair of customers wants", "pairs of customers want")) a look: \(directory)/review.csv

      """
    if rejected > 0 { text += "\(counted(rejected, "row was", "rows were")) rejected; what to do is in \(directory)/rejects.csv\n" }
    let total = seconds.reduce(0) { $0 + $1.seconds }
    text += "Done in \(decimal(total)) s: " + seconds.map { "\($0.stage) \(decimal($0.seconds))" }.joined(separator: ", ") + ".\n"
    return text
  }

  func json() -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    json.member("rows_in", rowsIn)
    json.member("records", linking.table.recordCount)
    json.member("rows_repeated", repeated)
    json.member("rows_rejected", rejected)
    json.member("customers", results.clusterCount)
    json.member("customers_with_several_records", results.multiRecordClusterCount)
    json.member("largest_customer", results.largestCluster)
    json.member("pairs_to_review", linking.partition.possibleMatches.count)
    json.member("model", linking.model.name)
    json.member("candidate_pairs", linking.statistics.candidatePairs)
    json.member("strong_edges", linking.statistics.strongEdges)
    json.member("components", linking.statistics.components)
    json.member("largest_component", linking.statistics.largestComponent)
    json.name("files")
    json.beginArray()
    for file in loaded.files { write(file, &json) }
    json.endArray()
    json.name("blocking")
    json.beginArray()
    for (index, rule) in linking.blocks.report.enumerated() { write(rule, pairs: linking.statistics.pairsOfRule[index], &json) }
    json.endArray()
    json.name("milliseconds")
    json.beginObject()
    for (stage, seconds) in seconds {
      json.member(stage.split(separator: " ").joined(separator: "_"), Int(seconds * 1_000))
    }
    json.endObject()
    json.endObject()
    return json.bytes + [0x0A]
  }

  private func write(_ file: LoadedFile, _ json: inout JSONWriter) {
    json.beginObject()
    json.member("name", file.file.name)
    json.member("source", file.file.source)
    json.member("encoding", file.detected.encoding.rawValue)
    json.member("rows_in", file.rowsIn)
    json.member("rows_loaded", file.records)
    json.member("rows_repeated", file.repeated)
    json.member("rows_superseded", file.superseded)
    json.member("rows_rejected", file.rejections.count)
    json.endObject()
  }

  private func write(_ rule: BlockIndex.RuleReport, pairs: Int, _ json: inout JSONWriter) {
    json.beginObject()
    json.member("rule", rule.rule.word)
    json.member("keyed_records", rule.keyedRecords)
    json.member("pairs", pairs)
    json.member("blocks", rule.blocks)
    json.member("largest_block", rule.largestBlock)
    json.member("void_keys", rule.voidKeys)
    json.member("void_records", rule.voidRecords)
    json.endObject()
  }
}

/// One decimal.
func decimal(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(tenths % 10)"
}
