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
      text += "\(file.file.name): \(grouped(file.rowsIn)) rows in = \(grouped(file.records)) loaded"
      if file.repeated > 0 { text += " + \(grouped(file.repeated)) repeated" }
      if file.superseded > 0 { text += " + \(grouped(file.superseded)) older versions" }
      text += " + \(grouped(file.rejections.count)) rejected\n"
    }
    let possible = linking.partition.possibleMatches.count
    text += """
      \(grouped(linking.table.recordCount)) records are \(grouped(results.clusterCount)) customers; \
      \(grouped(results.multiRecordClusterCount)) of them have several records, the largest \(grouped(results.largestCluster)).
      \(grouped(possible)) pairs of customers want a look: \(directory)/review.csv

      """
    if rejected > 0 { text += "\(grouped(rejected)) rows were rejected; what to do is in \(directory)/rejects.csv\n" }
    let total = seconds.reduce(0) { $0 + $1.seconds }
    text += "Done in \(decimal(total)) s: " + seconds.map { "\($0.stage) \(decimal($0.seconds))" }.joined(separator: ", ") + ".\n"
    return text
  }

  func json() -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.key("rows_in").number(rowsIn)
      json.key("records").number(linking.table.recordCount)
      json.key("rows_repeated").number(repeated)
      json.key("rows_rejected").number(rejected)
      json.key("customers").number(results.clusterCount)
      json.key("customers_with_several_records").number(results.multiRecordClusterCount)
      json.key("largest_customer").number(results.largestCluster)
      json.key("pairs_to_review").number(linking.partition.possibleMatches.count)
      json.key("model").string(linking.model.name)
      json.key("candidate_pairs").number(linking.statistics.candidatePairs)
      json.key("strong_edges").number(linking.statistics.strongEdges)
      json.key("components").number(linking.statistics.components)
      json.key("largest_component").number(linking.statistics.largestComponent)
      json.key("files").array { json in
        for file in loaded.files {
          json.object { json in
            json.key("name").string(file.file.name)
            json.key("source").string(file.file.source)
            json.key("encoding").string(file.detected.encoding.rawValue)
            json.key("rows_in").number(file.rowsIn)
            json.key("rows_loaded").number(file.records)
            json.key("rows_repeated").number(file.repeated)
            json.key("rows_superseded").number(file.superseded)
            json.key("rows_rejected").number(file.rejections.count)
          }
        }
      }
      json.key("blocking").array { json in
        for (index, rule) in linking.blocks.report.enumerated() {
          json.object { json in
            json.key("rule").string(rule.rule.word)
            json.key("keyed_records").number(rule.keyedRecords)
            json.key("pairs").number(linking.statistics.pairsOfRule[index])
            json.key("blocks").number(rule.blocks)
            json.key("largest_block").number(rule.largestBlock)
            json.key("void_keys").number(rule.voidKeys)
            json.key("void_records").number(rule.voidRecords)
          }
        }
      }
      json.key("milliseconds").object { json in
        for (stage, seconds) in seconds { json.key(stage.split(separator: " ").joined(separator: "_")).number(Int(seconds * 1_000)) }
      }
    }
    return json.bytes + [0x0A]
  }
}

/// One decimal.
func decimal(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(tenths % 10)"
}
