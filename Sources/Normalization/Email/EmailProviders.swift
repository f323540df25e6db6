/// What the large mail providers do with an address, and what is known about some domains.
///
/// Only documented rules make two addresses the same mailbox; what is merely likely makes a group.
/// Sources: the help pages of the providers (Google 7436150, Apple 118230, Yahoo SLN28815, Proton and
/// Fastmail on aliases), the Korean portals' help on ids and on the Daum-Hanmail mailbox.

struct EmailProvider: Sendable {
  enum Group: UInt8, Sendable {
    case none = 0
    case plus = 1  // local+tag, not documented: the part before the first +
    case yahoo = 2  // base-keyword: the base is an account, not an address
    case proton = 3  // one account may or may not own the name at all of Proton's domains
  }

  var stripsTag = false
  var removesDots = false
  var readsDotAsHyphen = false
  var domain: [UInt8]? = nil
  var group = Group.plus
}

/// Everything that is known about one domain, so that an address costs one look-up and not eight.
struct EmailDomain: Sendable {
  var provider = EmailProvider()
  /// The frequent domain that this one is a slip of.
  var mended: [UInt8] = []
  var hasSubdomainMailboxes = false
  var isRelay = false
  var isDisposable = false
  var isFiller = false
  var isDead = false
}

/// - Parameter domain: ASCII, lower case.
func emailDomain(_ domain: [UInt8]) -> EmailDomain? { knownDomains[domain] }

private let knownDomains: [[UInt8]: EmailDomain] = {
  var table: [[UInt8]: EmailDomain] = [:]
  for (domain, provider) in providers { table[domain, default: EmailDomain()].provider = provider }
  for (domain, mended) in typoDomains.all { table[domain, default: EmailDomain()].mended = mended }
  for domain in subdomainMailDomains.all { table[domain, default: EmailDomain()].hasSubdomainMailboxes = true }
  for domain in relayDomains.all { table[domain, default: EmailDomain()].isRelay = true }
  for domain in disposableDomains.all { table[domain, default: EmailDomain()].isDisposable = true }
  for domain in fillerDomains.all { table[domain, default: EmailDomain()].isFiller = true }
  for domain in deadDomains.all { table[domain, default: EmailDomain()].isDead = true }
  return table
}()

/// What a local part says by itself.
enum EmailMailbox: Sendable { case role, missing, filler }

func emailMailbox(_ local: [UInt8]) -> EmailMailbox? { knownMailboxes[local] }

private let knownMailboxes: [[UInt8]: EmailMailbox] = {
  var table: [[UInt8]: EmailMailbox] = [:]
  for local in fillerMailboxes.all { table[local] = .filler }
  for local in roleNames.all { table[local] = .role }
  for local in missingMailboxes.all { table[local] = .missing }
  return table
}()

private let providers: [[UInt8]: EmailProvider] = {
  var table: [[UInt8]: EmailProvider] = [:]
  func add(_ domains: String, _ provider: EmailProvider) {
    for domain in domains.utf8.split(separator: 0x20) { table[Array(domain)] = provider }
  }
  let suffixes =
    "com co.uk fr de it es jp co.jp kr co.kr ca com.au com.br nl be se dk no fi at ch pt pl cl com.ar com.mx in co.in "
    + "ph com.ph sg com.sg my com.my hk com.hk tw com.tw com.tr "
    + "ie gr cz hu id co.id sa co.th com.vn co.nz co.za ru cn lv"
  func family(_ name: String, without excluded: String = "") -> String {
    suffixes.split(separator: " ").map { "\(name).\($0)" }.filter { $0 != excluded }.joined(separator: " ")
  }
  add(
    "gmail.com googlemail.com",
    EmailProvider(stripsTag: true, removesDots: true, domain: Array("gmail.com".utf8), group: .none))
  add(
    family("outlook") + " " + family("hotmail") + " " + family("live") + " msn.com windowslive.com passport.com",
    EmailProvider(stripsTag: true, group: .none))
  add("icloud.com me.com mac.com", EmailProvider(stripsTag: true, domain: Array("icloud.com".utf8), group: .none))
  add(family("yahoo", without: "yahoo.co.jp") + " ymail.com rocketmail.com myyahoo.com", EmailProvider(group: .yahoo))
  add("proton.me protonmail.com protonmail.ch pm.me", EmailProvider(stripsTag: true, group: .proton))
  add(
    "fastmail.com fastmail.fm fastmail.net fastmail.org fastmail.co.uk fastmail.de fastmail.jp messagingengine.com "
      + "sent.com",
    EmailProvider(stripsTag: true, group: .none))
  add(
    "yandex.ru yandex.com yandex.by yandex.kz yandex.ua ya.ru narod.ru",
    EmailProvider(readsDotAsHyphen: true, domain: Array("yandex.com".utf8)))
  add("daum.net hanmail.net hanmail2.net", EmailProvider(domain: Array("hanmail.net".utf8)))
  return table
}()

/// Domains whose subdomain is the mailbox: `shop@alice.fastmail.com` is `alice@fastmail.com`.
private let subdomainMailDomains = WordSet("fastmail.com fastmail.fm fastmail.net fastmail.org")

/// Domains that forward to somebody, each address made for one site or one booking.
private let relayDomains = WordSet(
  """
  privaterelay.appleid.com mozmail.com duck.com simplelogin.com simplelogin.co simplelogin.fr simplelogin.io slmail.me
  aleeas.com slmails.com passmail.net passinbox.com passmail.com addy.io anonaddy.com anonaddy.me 4wrd.cc mailer.me
  guest.booking.com m.expediapartnercentral.com guest.airbnb.com guest.agoda.com guest.trip.com reply.airbnb.com
  marketplace.amazon.com marketplace.amazon.co.uk marketplace.amazon.de marketplace.amazon.co.jp marketplace.amazon.fr
  marketplace.amazon.it marketplace.amazon.es members.ebay.com reply.facebook.com proxymail.facebook.com
  """)

/// The throw-away domains that real files hit most; subdomains count.
private let disposableDomains = WordSet(
  """
  mailinator.com mailinator.net mailinator2.com guerrillamail.com guerrillamail.net guerrillamail.org
  guerrillamail.biz
  guerrillamail.de guerrillamailblock.com sharklasers.com grr.la 10minutemail.com 10minutemail.net 20minutemail.com
  tempmail.com temp-mail.org temp-mail.io tempmail.net tempail.com tempr.email throwawaymail.com throwaway.email
  trashmail.com trashmail.de trashmail.net trash-mail.com yopmail.com yopmail.fr yopmail.net getnada.com nada.email
  maildrop.cc mailnesia.com mailcatch.com mintemail.com mytemp.email dispostable.com discard.email discardmail.com
  fakeinbox.com fakemail.net spamgourmet.com spam4.me mohmal.com moakt.com emailondeck.com inboxkitten.com
  mailsac.com burnermail.io 33mail.com tempinbox.com jetable.org wegwerfmail.de einrot.com cuvox.de dayrep.com
  fleckens.hu gustr.com jourrapide.com rhyta.com superrito.com teleworm.us armyspy.com
  """)

/// Mailboxes that several people read, in any language this product meets.
private let roleNames = WordSet(
  """
  abuse accounting accounts admin administrator billing booking bookings cs concierge contact contactus customercare
  customerservice enquiries enquiry finance frontdesk frontoffice ftp guestservices hello help helpdesk hostmaster hr
  info
  information inquiries inquiry invoice jobs kontakt mailer-daemon manager marketing news newsletter no-reply
  noc noreply office order orders partner postmaster press pr reception receptionist reservation reservations root
  sales security service services shop staff stay store support team usenet uucp webmaster welcome www
  예약 문의 고객센터 info1 buchhaltung rezeption empfang recepcion reservas soporte ventas commercial
  """)

/// Slips of frequent domains. The right-hand side becomes another key, never the value.
private let typoDomains = WordTable(
  """
  gmial.com=gmail.com gmai.com=gmail.com gmal.com=gmail.com gmaill.com=gmail.com gmil.com=gmail.com
  gamil.com=gmail.com
  gnail.com=gmail.com gmail.co=gmail.com gmail.con=gmail.com gmail.cm=gmail.com gmail.om=gmail.com gmail.cmo=gmail.com
  gmail.comm=gmail.com gmail.net=gmail.com gmail.co.kr=gmail.com gmail.kr=gmail.com gmaik.com=gmail.com
  gmsil.com=gmail.com
  gemail.com=gmail.com gimail.com=gmail.com ggmail.com=gmail.com gmailcom=gmail.com g-mail.com=gmail.com
  jmail.com=gmail.com
  hotmial.com=hotmail.com hotmai.com=hotmail.com hotmal.com=hotmail.com hotmil.com=hotmail.com
  hotmaill.com=hotmail.com
  hotmail.con=hotmail.com hotmail.co=hotmail.com hotmail.cm=hotmail.com hotnail.com=hotmail.com
  hotamil.com=hotmail.com
  homail.com=hotmail.com hormail.com=hotmail.com outlok.com=outlook.com outloo.com=outlook.com outllok.com=outlook.com
  outlook.con=outlook.com outlook.co=outlook.com oulook.com=outlook.com outlool.com=outlook.com
  yaho.com=yahoo.com yahooo.com=yahoo.com yhoo.com=yahoo.com yahoo.con=yahoo.com yahoo.co=yahoo.com yahoo.cm=yahoo.com
  yaoo.com=yahoo.com yhaoo.com=yahoo.com iclod.com=icloud.com icoud.com=icloud.com icloud.con=icloud.com
  iclould.com=icloud.com
  naver.con=naver.com naver.co=naver.com naver.cm=naver.com naver.net=naver.com naver.co.kr=naver.com
  naver.kr=naver.com
  naver.om=naver.com naver.cpm=naver.com naver.vom=naver.com nave.com=naver.com nver.com=naver.com naer.com=naver.com
  navee.com=naver.com naverr.com=naver.com navr.com=naver.com navre.com=naver.com neaver.com=naver.com
  never.com=naver.com
  navet.com=naver.com naber.com=naver.com maver.com=naver.com
  hanmail.com=hanmail.net hanmail.ne=hanmail.net hanmai.net=hanmail.net hanmil.net=hanmail.net
  hanmaill.net=hanmail.net
  hanmial.net=hanmail.net hamail.net=hanmail.net hannail.net=hanmail.net hanmail.ent=hanmail.net
  daum.com=daum.net daum.ne=daum.net duam.net=daum.net daum.ner=daum.net daum.ent=daum.net daum.co.kr=daum.net
  nate.con=nate.com nate.co=nate.com nate.net=nate.com nat.com=nate.com kakao.con=kakao.com kakao.co=kakao.com
  kakaoo.com=kakao.com
  gmx.ed=gmx.de web.ed=web.de t-onlin.de=t-online.de docomo.ne.jo=docomo.ne.jp yahoo.ne.jp=yahoo.co.jp
  yahoo.co.jo=yahoo.co.jp
  """)

/// Local parts that say there is no address, wherever they are said to be.
private let missingMailboxes = WordSet(
  """
  none noemail no-email no_email no.email noemailaddress nomail no-mail no_mail noaddress notprovided not.provided
  notgiven notavailable not.available noemailprovided declined refused dummy fake fakeemail donthave idonthaveone
  nobody nomailaddress noemailgiven 없음 이메일없음 메일없음
  """)

/// Local parts that are fillers at a filler domain.
private let fillerMailboxes = WordSet(
  """
  test tests tester testing test1 test123 null nil na n/a no unknown anonymous anon asdf asdfasdf qwer qwerty abc abcd
  a b c x y z xx aa bb guest user email mail customer sample example me you someone somebody nowhere name client
  visitor
  고객 손님 테스트 guest1 noname
  """)

/// Domains that are fillers where the local part is one, or is the domain's first label.
private let fillerDomains = WordSet(
  """
  test.com test.co.kr test.net test.org test.de none.com none.net no.com na.com a.com aa.com aaa.com abc.com abcd.com
  b.com
  x.com xx.com xxx.com asdf.com qwer.com qwerty.com email.com mail.com example.com example.org example.net
  example.co.kr
  sample.com guest.com unknown.com null.com nowhere.com nomail.com noemail.com domain.com company.com hotel.com
  dummy.com
  123.com 1234.com 111.com aaa.net aaaa.com a.net a.co.kr
  """)

/// Domains under which nobody has a mailbox.
private let deadDomains = WordSet(
  """
  noemail.com nomail.com noemail.net no-email.com none.com none.net noemail.co.kr donotreply.com
  """)
