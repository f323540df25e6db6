/// What can go wrong between Kindred and its database, as facts, and the one sentence that says so.
///
/// A sentence names the place, the rule and the way out. It never holds a parameter of a statement,
/// a value of a row or a password: PostgreSQL's own messages may quote them, so they are not passed on.
public enum StoreFailure: Error, Sendable, Equatable {
  // reaching a server
  case addressUnreadable
  case notReachable(place: String)
  case hostUnknown(place: String)
  case authenticationRefused(place: String, user: String)
  case databaseMissing(place: String, database: String)
  case roleMissing(place: String, user: String)
  case serverTooOld(place: String, major: Int)
  case serverBusy(place: String)
  case serverStarting(place: String)
  case readOnly
  case connectionLost
  case encodingNotUTF8(encoding: String)

  // the pool
  case poolExhausted(sizeMax: Int, waitedMilliseconds: Int)
  case poolClosed

  // statements
  case constraintViolated(constraint: String, table: String)
  case numberOutOfRange
  case textUnreadable(state: String)
  case zeroByteInText
  case copyUnreadable
  case rowTooLarge
  case deadlock
  case lockTimeout
  case anotherWriter
  case statementTimeout
  case diskFull
  case memoryFull
  case notPermitted
  case dataDamaged(state: String)
  case statementFailed(state: String, message: String)

  // the schema
  case migrationChanged(number: Int, name: String)
  case schemaNewer(found: Int, known: Int)
  case schemaForeign

  // the private server
  case programsMissing
  case programsTooOld(highestMajor: Int)
  case dataFolderForeign(path: String)
  case dataFolderNotPermitted(path: String)
  case dataFolderOutOfReach(path: String, user: String)
  case dataFolderUnusable(path: String, reason: String)
  case clusterOfOtherVersion(path: String, found: Int, installed: [Int])
  case clusterBusy(path: String)
  case clusterNotMade(path: String, reason: String)
  case serverNotStarted(logPath: String, reason: String)
  case serverNotStopped(logPath: String)
  case serverUserMissing
  case processNumberTaken(path: String, process: Int)
  case socketTaken(path: String)

  // what a caller asked for
  case sourceUnknown(String)
  case customerUnknown
  case decisionUnknown(Int64)
  case decisionUndone(Int64, by: Int64)
  case modelReplaced
  case deltaOutdated
  case rowsMistaken
}

extension StoreFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .addressUnreadable:
      "The database address cannot be read; write it as postgresql://USER@HOST:PORT/DATABASE."
    case .notReachable(let place):
      "No PostgreSQL answers at \(place); start it or correct the address given with --database or DATABASE_URL."
    case .hostUnknown(let place):
      "The host of \(place) is not known by name; correct the address given with --database or DATABASE_URL."
    case .authenticationRefused(let place, let user):
      "PostgreSQL at \(place) does not let user \"\(user)\" in; check the password and pg_hba.conf."
    case .databaseMissing(let place, let database):
      "PostgreSQL at \(place) has no database \"\(database)\"; create it with createdb or name another."
    case .roleMissing(let place, let user):
      "PostgreSQL at \(place) has no user \"\(user)\"; create it with createuser or name another."
    case .serverTooOld(let place, let major):
      "PostgreSQL at \(place) is version \(major); Kindred needs 15 or later."
    case .serverBusy(let place):
      "PostgreSQL at \(place) has no connection left; close some or raise max_connections."
    case .serverStarting(let place):
      "PostgreSQL at \(place) is starting or stopping; try again in a few seconds."
    case .readOnly:
      "The database takes no writes (a standby or a read-only setting); use the primary server."
    case .connectionLost:
      "The connection to PostgreSQL was lost; nothing half done was kept, run the command again."
    case .encodingNotUTF8(let encoding):
      "The database is encoded in \(encoding); Kindred needs one made with encoding UTF8."
    case .poolExhausted(let sizeMax, let waited):
      "All \(sizeMax) database connections were in use for \(waited) ms; try again or allow more."
    case .poolClosed:
      "The database was closed while it was being used."
    case .constraintViolated(let constraint, let table):
      "A row for table \(table) breaks its rule \(constraint); nothing was stored."
    case .numberOutOfRange:
      "A number is too large for its column; nothing was stored."
    case .textUnreadable(let state):
      "A value cannot be stored as text or JSON (SQLSTATE \(state)); nothing was stored."
    case .zeroByteInText:
      "A text value holds a zero byte, which PostgreSQL cannot store; remove it."
    case .copyUnreadable:
      "PostgreSQL could not read a row of the load; nothing was stored."
    case .rowTooLarge:
      "A value is too large for an index or too deeply nested; nothing was stored."
    case .deadlock:
      "Two writers waited for each other and PostgreSQL stopped this one; run the command again."
    case .lockTimeout:
      "A table stayed locked by somebody else for too long, as while the first file of all is imported; try again when they are done."
    case .anotherWriter:
      "Another kindred command is writing to this database; try again when it is done."
    case .statementTimeout:
      "PostgreSQL stopped a statement that took too long or was cancelled."
    case .diskFull:
      "The disk of the database is full; free some space and run the command again."
    case .memoryFull:
      "PostgreSQL ran out of memory; give it more and run the command again."
    case .notPermitted:
      "The database user may not do this; grant it the rights on schema kindred or use its owner."
    case .dataDamaged(let state):
      "PostgreSQL found damaged data (SQLSTATE \(state)); restore a backup and check the disk."
    case .statementFailed(let state, let message):
      "PostgreSQL refused a statement (SQLSTATE \(state))" + (message.isEmpty ? "." : ": \(message).")
    case .migrationChanged(let number, let name):
      "Migration \(number) (\(name)) is not the one this database was made with; use the program that made it."
    case .schemaNewer(let found, let known):
      "The database has schema version \(found) and this program knows only \(known); use a newer kindred."
    case .schemaForeign:
      "The database has a schema named kindred that Kindred did not make; name another database."
    case .programsMissing:
      "No PostgreSQL server is installed; install one (apt install postgresql) or name one with --database."
    case .programsTooOld(let highest):
      "The newest PostgreSQL installed is version \(highest); install 15 or later or name a server with --database."
    case .dataFolderForeign(let path):
      "The folder \(path) holds something that is not Kindred's; name an empty or new one with --data."
    case .dataFolderNotPermitted(let path):
      "The folder \(path) cannot be written by this user; name another with --data."
    case .dataFolderOutOfReach(let path, let user):
      "The server runs as user \"\(user)\", which cannot enter \(path); name another folder with --data."
    case .dataFolderUnusable(let path, let reason):
      "The folder \(path) cannot be used (\(reason)); name another with --data."
    case .clusterOfOtherVersion(let path, let found, let installed):
      "The data in \(path) belongs to PostgreSQL \(found), installed is "
        + "\(installed.map(String.init).joined(separator: ", ")); install postgresql-\(found) to use it."
    case .clusterBusy(let path):
      "The private server in \(path) is being started or stopped by another command for too long; try again."
    case .clusterNotMade(let path, let reason):
      "A new private database could not be made in \(path) (\(reason))."
    case .serverNotStarted(let logPath, let reason):
      "The private PostgreSQL did not start (\(reason)); its log is \(logPath)."
    case .serverNotStopped(let logPath):
      "The private PostgreSQL did not stop in time; its log is \(logPath)."
    case .serverUserMissing:
      "PostgreSQL refuses to run as root and there is neither a user postgres nor nobody; create one."
    case .processNumberTaken(let path, let process):
      "\(path) names process \(process) as its server, and that process lives and does not answer; stop it or remove the file if it is not one."
    case .socketTaken(let path):
      "The socket folder \(path) is used by somebody else; name another folder with --data."
    case .sourceUnknown(let name):
      "There is no source \"\(name)\"; kindred status lists the sources."
    case .customerUnknown:
      "There is no such customer or record in this database."
    case .decisionUnknown(let number):
      "There is no decision \(number); \"kindred undo list\" shows the last ones."
    case .decisionUndone(let number, let other):
      "Decision \(number) was undone by decision \(other); to do it again, undo that one: kindred undo \(other) --because TEXT"
    case .modelReplaced:
      "Another model came into force while this was being decided; nothing was kept, run the command again."
    case .deltaOutdated:
      "Records moved between customers while the result was being worked out; run kindred resolve again."
    case .rowsMistaken:
      "A row was taken for one that is kept already, and is not; nothing was stored."
    }
  }
}

extension StoreFailure {
  /// What a failed statement means, by SQLSTATE.
  ///
  /// - Parameter message: the server's primary message. It is shown only for class 42, where it speaks
  ///   of names in our own statements; elsewhere it may quote a customer's value.
  static func of(state: String, message: String, constraint: String, table: String) -> StoreFailure {
    switch state {
    case "23505", "23514", "23503", "23502", "23P01": .constraintViolated(constraint: constraint, table: table)
    case "22003": .numberOutOfRange
    case "22021", "22P02", "22P05", "22007", "22008": .textUnreadable(state: state)
    case "22P04": .copyUnreadable
    case "54000", "54001": .rowTooLarge
    case "40P01", "40001": .deadlock
    case "55P03": .lockTimeout
    case "57014": .statementTimeout
    case "53100": .diskFull
    case "53200": .memoryFull
    case "42501": .notPermitted
    case "25006": .readOnly
    case "57P01", "57P02", "57P03", "57P05", "08000", "08003", "08006", "25P03": .connectionLost
    case "XX001", "XX002": .dataDamaged(state: state)
    default: .statementFailed(state: state, message: state.utf8.starts(with: "42".utf8) ? message : "")
    }
  }

  /// What a refused connection means. libpq keeps no SQLSTATE for it, so the English text is read;
  /// a server that speaks another language is reported as not reachable, with its place.
  static func connecting(message: String, place: String, user: String, database: String) -> StoreFailure {
    let bytes = Array(message.utf8.prefix(4_096))
    func says(_ phrase: StaticString) -> Bool {
      let phrase = UnsafeBufferPointer(start: phrase.utf8Start, count: phrase.utf8CodeUnitCount)
      guard bytes.count >= phrase.count else { return false }
      return (0...bytes.count - phrase.count).contains { bytes[$0..<$0 + phrase.count].elementsEqual(phrase) }
    }
    if says("password authentication failed") || says("no password supplied") || says("no pg_hba.conf entry")
      || says("authentication failed")
    {
      return .authenticationRefused(place: place, user: user)
    }
    if says("database \"") && says("does not exist") { return .databaseMissing(place: place, database: database) }
    if says("role \"") && says("does not exist") { return .roleMissing(place: place, user: user) }
    if says("too many clients") || says("remaining connection slots") { return .serverBusy(place: place) }
    if says("is starting up") || says("is shutting down") || says("in recovery mode") {
      return .serverStarting(place: place)
    }
    if says("could not translate host name") { return .hostUnknown(place: place) }
    return .notReachable(place: place)
  }
}
