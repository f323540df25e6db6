/// English given names and what their bearers are called: one hop, never a closure, because through
/// Al, Bert and Pat half of all names are somebody's nickname.
///
/// A row is a formal name and its short forms; a row that begins with `=` holds spellings of equal rank.
struct Nicknames: Sendable {
  static let shared = Nicknames()

  /// What a comparison needs of a name: the rows it is in, and whether it is the formal name there.
  struct Place: Sendable {
    var row: UInt16
    var isFormal: Bool
  }

  private let placesOfName: ShortWords<[Place]>

  private init() {
    var places: [[UInt8]: [Place]] = [:]
    var row: UInt16 = 0
    for line in Nicknames.table.split(separator: "\n") {
      for (index, name) in line.split(separator: " ").enumerated() where name != "=" {
        places[Array(name.utf8), default: []].append(Place(row: row, isFormal: index == 0 || line.hasPrefix("=")))
      }
      row += 1
    }
    placesOfName = ShortWords(places.map { ($0.key, $0.value) })
  }

  func places(of name: [UInt8]) -> [Place] { placesOfName[name] ?? [] }

  enum Relation { case formal, sibling, none }

  /// Whether one name is the other's short form (or another spelling of it), or both are short forms of
  /// one name.
  func relation(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Relation {
    guard let one = placesOfName[left], let other = placesOfName[right] else { return .none }
    var relation = Relation.none
    for place in one {
      for match in other where match.row == place.row {
        if place.isFormal || match.isFormal { return .formal }
        relation = .sibling
      }
    }
    return relation
  }

  private static let table = """
    abigail abby abbie gail
    abraham abe bram
    adelaide addie ada heidi
    agnes aggie nessie
    albert al bert bertie
    alexander alex al alec xander sandy lex sasha
    alexandra alex sandra sandy lexi alexa sasha
    alfred al fred alf alfie
    alice allie ally
    alison ali allie
    allen al
    amanda mandy manda
    amelia amy millie
    andrea andi drea andie
    andrew andy drew
    angela angie
    ann annie nan nancy
    anne annie nan nancy
    anna annie ann
    anthony tony ant
    antonio tony
    archibald archie
    arnold arnie
    arthur art artie
    augustus gus
    barbara barb barbie babs
    bartholomew bart
    beatrice bea trixie
    benjamin ben benny benji benjie
    bernadette bernie
    bernard bernie
    beverly bev
    bradley brad
    bridget biddy bridie
    caleb cal
    calvin cal
    cameron cam
    caroline carrie carol caro
    carolyn carol lynn carrie
    cassandra cass cassie sandra
    catherine cathy cat kate katie kathy cate kitty
    cecilia cissy cece celia
    charles charlie chuck chas chaz
    charlotte charlie lottie lotta char
    chester chet
    christian chris
    christina chris tina chrissy christy
    christine chris chrissy tina christy
    christopher chris kit topher kris
    clarence clare
    clifford cliff
    clinton clint
    constance connie
    cornelius neil corey
    curtis curt
    cynthia cindy
    daniel dan danny
    danielle dani danny
    david dave davey davy
    deborah deb debbie debby
    dennis denny den
    desmond des
    dominic dom nick
    donald don donnie
    dorothy dot dottie dolly
    douglas doug
    edgar ed eddie
    edmund ed eddie ned ted
    edward ed eddie ned ted teddy
    edwin ed eddie
    eleanor ellie nell nora elle
    elijah eli
    elizabeth liz beth betty lizzie eliza betsy bess libby elsie liza lisa
    ellen ellie nell
    emily em emmy millie
    emma em emmy
    ernest ernie
    eugene gene
    evelyn eve evie
    ezekiel zeke
    florence flo florrie flossie
    frances fran frankie fanny francie
    francis frank fran
    franklin frank
    frederick fred freddie freddy rick fritz
    gabriel gabe
    gabrielle gabby
    genevieve gen ginny
    geoffrey geoff jeff
    george georgie
    gerald gerry jerry
    geraldine gerry geri
    gerard gerry jerry
    gertrude trudy gertie
    gilbert gil bert
    gordon gordy
    gregory greg gregg
    gwendolyn gwen wendy
    hannah anna
    harold harry hal
    harriet hattie harry
    helen nell nellie lena
    henrietta etta hetty
    henry harry hank hal
    herbert herb bert
    howard howie
    hubert hugh bert
    isaac ike zac
    isabel izzy bella belle
    isabella izzy bella belle
    jacob jake jay
    jacqueline jackie jacqui
    james jim jimmy jamie jem
    jane janie
    janet jan
    janice jan
    jasper jay
    jeffrey jeff
    jennifer jen jenny jenn
    jeremiah jerry jeremy
    jeremy jerry
    jerome jerry
    jessica jess jessie
    joan joanie
    joanna jo
    joanne jo
    johanna jo hanna
    john jack johnny jon jock
    jonathan jon jonny john nathan
    joseph joe joey jo
    josephine jo josie
    joshua josh
    joyce joy
    judith judy jude
    julia julie jules
    julian jules
    katherine kate kathy katie kat kay kitty kath
    kathleen kathy kath kay
    katelyn kate katie
    kenneth ken kenny
    kimberly kim
    kristen kris kristy
    kristina kris tina
    laura laurie lori
    lauren laurie ren
    laurence larry laurie
    lawrence larry lawrie laurie
    leonard leo len lenny
    leroy roy lee
    leslie les
    lewis lew lou
    lillian lil lily
    linda lindy
    lorraine lori
    louis lou louie
    louise lou
    lucille lucy
    lucas luke
    madeline maddie maddy
    magdalena lena maggie
    malcolm mal
    margaret maggie meg peggy marge margie greta rita daisy peg madge
    maria mary mia
    marianne mary anne
    marjorie marge margie
    martha marty mattie patsy
    martin marty
    marvin marv
    mary molly polly mae mamie
    matilda tilly mattie
    matthew matt matty
    maureen mo
    maurice mo morrie
    maxwell max
    maximilian max
    megan meg
    melanie mel
    melissa mel missy lissa
    melvin mel
    michael mike mick mickey micky mikey
    michelle shelly shell
    mildred millie
    miriam mimi
    mitchell mitch
    mohammed mo
    montgomery monty
    nancy nan
    natalie nat
    natasha tasha nat
    nathan nat nate
    nathaniel nate nat nathan
    nicholas nick nicky nico
    nicole nicky nikki
    norman norm
    oliver ollie
    olivia liv livvy
    oscar ozzie
    oswald oz ozzie
    pamela pam
    patricia pat patty tricia trish patsy
    patrick pat paddy rick
    penelope penny
    percival percy
    peter pete
    philip phil pip
    phillip phil pip
    phyllis phyl
    prudence prue
    rachel rach rae
    randall randy
    randolph randy
    raymond ray
    rebecca becky becca
    reginald reg reggie
    richard dick rick rich ricky richie
    robert bob rob bobby robbie bert robin
    roberta bobbie robbie
    roderick rod
    rodney rod
    roger rodge
    roland rollie
    ronald ron ronnie
    rosemary rose rosie
    roxanne roxy
    russell russ rusty
    samantha sam sammy
    samuel sam sammy
    sandra sandy
    sarah sally sadie
    sebastian seb
    sharon shari
    shirley shirl
    sidney sid
    solomon sol
    stanley stan
    stephanie steph stevie
    stephen steve steph stevie
    steven steve stevie
    stewart stew stu
    stuart stu
    susan sue susie suzie suzy
    susanna sue susie
    suzanne sue suzie
    sylvester sly
    sylvia syl
    tabitha tabby
    teresa terry tess tessa
    theresa terry tess tessa tracy
    terence terry
    theodore ted teddy theo
    thomas tom tommy
    timothy tim timmy
    tobias toby
    valerie val
    vanessa nessa
    veronica ronnie
    victor vic
    victoria vicky vicki tori vic
    vincent vince vinny vin
    virginia ginny ginger
    vivian viv
    walter walt wally
    wesley wes
    wilfred will fred wilf
    wilhelmina mina willa
    william bill will billy willie liam wil
    winifred winnie freda
    winston win
    woodrow woody
    yolanda yoli
    yvonne evie
    zachary zach zack zac
    alejandro alex jandro
    francisco paco pancho frank
    guadalupe lupe
    ignacio nacho
    jesus chuy
    jose pepe
    josefina pepa
    manuel manny manolo
    mercedes mercy
    rafael rafa
    roberto beto
    dolores lola
    concepcion concha
    enrique kike
    friedrich fritz
    heinrich heinz heiner
    johannes hans hannes johann
    josef sepp
    katharina kathi katja kati
    margarete grete gretel
    maximilian maxi
    sebastian basti
    ulrich uli
    wolfgang wolf
    aleksandr sasha
    dmitriy dima
    yekaterina katya
    mikhail misha
    = catherine katherine kathryn katharine catharine kathrine katharina
    = stephen steven stefan stephan
    = sean shaun shawn
    = geoffrey jeffrey
    = jon john
    = mohammed muhammad mohamed mohammad muhammed mohamad
    = ahmed ahmad
    = yusuf yousef yousuf youssef
    = hussein hussain husayn
    = aisha ayesha aicha
    = fatima fatimah
    = ann anne
    = sara sarah
    = philip phillip philippe
    = allan alan allen
    = mark marc marcus
    = eric erik
    = karl carl
    = brian bryan
    = nicholas nicolas nikolas
    = theresa teresa therese
    = elizabeth elisabeth
    = lawrence laurence
    = kristen kirsten
    = isabel isabelle isabella
    = deborah debra
    = gregory gregor grigoriy
    = aleksandr alexander alexandre aleksander
    = dmitriy dmitry dmitri
    = sergey sergei
    = yuliya julia yulia
    = mikhail michael michel
    """
}
