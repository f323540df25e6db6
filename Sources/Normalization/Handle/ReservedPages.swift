/// First segments of a profile's path that are pages of the platform, not people: a page of one
/// platform is somebody's name on another.
extension HandlePlatform {
  func isReserved(_ segment: Span<UInt8>) -> Bool { HandlePlatform.reserved[Int(rawValue)][segment] != nil }

  private static let reserved: [ShortWords<Bool>] = allCases.map { platform in
    switch platform {
    case .instagram, .threads:
      ShortWords(
        """
        p reel reels stories explore accounts direct tv about legal developer developers api press jobs privacy terms
        web s challenge emails session graphql oauth ads business help directory login signup logout home search
        settings share hashtag activity post t i index.html index.php www
        """)
    case .x:
      ShortWords(
        """
        home search hashtag i intent share explore settings login logout signup status tos privacy about jobs messages
        notifications compose download account oauth who_to_follow help index.html index.php www
        """)
    case .facebook:
      ShortWords(
        """
        pages groups group events watch sharer sharer.php photo photo.php photos story.php permalink.php marketplace
        gaming games help about login login.php logout.php l.php home home.php index.php index.html plugins dialog privacy
        policies policy terms legal settings hashtag search stories reel reels share business ads people public messages
        messenger.php notifications friends bookmarks media posts fundraisers live jobs api developers profile.php
        p v t tr pg notes videos www i
        """)
    case .youtube:
      ShortWords(
        """
        watch playlist shorts results feed embed live channel user c v gaming music premium about hashtag hashtags account
        upload trending redirect t kids creators ads post clip source attribution_link index.html www
        """)
    case .github:
      ShortWords(
        """
        features topics sponsors notifications orgs settings login logout join signup about pricing marketplace explore
        search new pulls issues trending collections events apps enterprise team security site contact stars codespaces
        organizations account dashboard resources solutions mobile copilot readme users sessions customer-stories
        """)
    case .telegram:
      ShortWords(
        """
        proxy socks iv bg setlanguage addlist boost contact giftcode invoice joinchat addstickers addemoji addtheme share
        login confirmphone c s m k a nft msg resolve dl privacy faq apps tos www
        """)
    case .linkedin: ShortWords("dir")
    case .naver: ShortWords("www home help search login naver blog")
    case .tiktok, .kakaotalk, .line, .whatsapp, .discord, .wechat, .snapchat: ShortWords("www")
    }
  }
}
