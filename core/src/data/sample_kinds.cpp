#include "data/sample_catalogue.h"

namespace matinee::sample {

namespace {

// The word lists. All titles are invented; words are chosen so that most combinations read like a film of that kind
// and that time, and so that no well-known title comes out.

std::vector<Kind> makeKinds()
{
    return {
        {"Space opera",
         .10,
         1951,
         1998,
         1986,
         "Sci-Fi|Adventure|Action",
         "War|Fantasy",
         {"The {a} {b}|The {a} {b}|{c} of {d}|{c} of {d}|The {d} {e}|The {d} {e}|{f}|{g} {d}|{h} Days to {d}|{i} and "
          "the "
          "{a} {b}|{j} Under {k}|{a} {b}",
          {"Last|Silent|Outermost|Crimson|Farthest|Glass|Drifting|Ninth|Sunless|Hollow|Wandering|Burning|Frozen|"
           "Distant|"
           "Vanished|Clockwork",
           "Orbit|Beacon|Armada|Colony|Nebula|Comet|Meridian|Moon|Convoy|Observatory|Signal|Pulsar|Eclipse|Outpost|"
           "Lighthouse|Starliner|Archipelago|Planetfall",
           "Pilots|Exiles|Daughters|Castaways|Corsairs|Heirs|Cartographers|Wardens|Smugglers|Pilgrims|Nomads|"
           "Stowaways|Sentries|Gardeners",
           "Orpheon|Vega Nine|Tau Ceti|Kessandra|Callisto|Altaris|Halcyon|Ganymede|Deneb|Port Solace|Meridiani|"
           "Proxima|Arcturus|New Carthage|Umbriel|Valkara",
           "Inheritance|Incident|Crossing|Mutiny|Transmission|Gambit|Expedition|Paradox|Run|Treaty|Awakening|Armistice",
           "Starfall|Moonwrack|Voidrunner|Aphelion|Nightside|Ionstorm|Farside|Skyhook|Perihelion|Sunjammer|Starwright|"
           "Dustfall|Sungrazer|Ecliptica",
           "Escape to|Return to|Beyond|Mutiny on|The Siege of|Ambush at|Nightfall on|The Road to|Lost on|The Bells of",
           "Nine|Forty|Ninety|Three Hundred|Six Hundred|A Thousand",
           "Captain Corrigan|Commander Vance|Nova Sterling|Rex Halloran|Astra Quill|Dr. Mirov|Jack Meteor|"
           "Princess Ilyra",
           "Mutiny|Silence|Thunder|Gardens|Winter|Harvest|Shadows|Embers",
           "Two Suns|a Dead Star|Seven Moons|a Violet Sky|Twin Comets|the Long Dark|Saturn|the Dust Ring"},
          .05}},
        {"Screwball comedies of the 30s and 40s",
         .08,
         1931,
         1949,
         1940,
         "Comedy|Romance",
         "Musical|Mystery",
         {"{a} {b}|{a} {b}|{a} {b}|The {c} {d}|The {c} {d}|{e} for {f}|{g} in {h}|{g} in {h}|My {i}, the {j}|{k} Me, "
          "{l}",
          {"Penelope|Dorothea|Mabel|Trixie|Aunt Agatha|Miss Prewitt|Lady Wimple|Clementine|Winifred|Millicent|Gladys|"
           "Henrietta|Philippa|The Countess|Grandmother|Mr. Tibbs|The Bishop",
           "Takes the Cake|Buys a Bank|Misses the Boat|Marries the Butler|Goes Upstairs|Loses a Million|Meets the "
           "Mayor|Sells the Yacht|Throws a Party|Wins the Derby|Breaks the Piano|Hires a Husband|Crashes the Opera|"
           "Tells a Fib|Calls the Police|Rents the Penthouse|Borrows a Baby|Changes Trains|Knows Best|Elopes Again|"
           "Steps Out|Pays the Rent",
           "Runaway|Reluctant|Penniless|Borrowed|Daydreaming|Unsuitable|Well-Dressed|Second-Best|Forgetful|Part-Time|"
           "Imaginary|Counterfeit|Impatient|Sleepwalking",
           "Heiress|Fiancé|Bridegroom|Butler|Millionaire|Honeymoon|Secretary|Chaperone|Bachelor|Best Man|Professor|"
           "Godmother|Stenographer|Duchess|Chauffeur|Matchmaker",
           "Champagne|Orchids|Two Tickets|Breakfast|A Tuxedo|Waffles|A Goose|A Piano|Lobster|A Penguin|Roses|Pancakes|"
           "One Slipper|A Top Hat",
           "the Colonel|Miss Prewitt|the Whole Hotel|Father|the Judge|the Chauffeur|Uncle Barnaby|the In-Laws|a "
           "Stranger|the Bishop|Mr. Tibbs|Thirteen|the Admiral",
           "Honeymoon|Scandal|Hiccups|Mix-Up|Elopement|Rumpus|Weekend|Masquerade|Commotion|Tantrum|Spring Fever",
           "Saratoga|Palm Beach|Poughkeepsie|Connecticut|Monte Carlo|Havana|Newport|Schenectady|the Bridal Suite|Room "
           "Twelve|"
           "the Elevator|the Penthouse|the Lobby|Reno",
           "Wife|Husband|Fiancée|Uncle|Sister|Boss|Landlady|Mother-in-Law",
           "Burglar|Bank Robber|Ambassador|Crooner|Aviator|Bookie|Sleepwalker|Plumber|Magician|Lion Tamer|Jockey",
           "Pardon|Catch|Rescue|Surprise|Believe|Telephone|Marry|Chase|Humor",
           "Clarence|Professor|Mr. Tibbs|Horace|Colonel|Darling|Bertie|Your Honor|Wilbur|Percy|Dr. Finch"}}},
        {"Slasher films of the 80s",
         .09,
         1978,
         1993,
         1984,
         "Horror",
         "Thriller|Thriller|Mystery|Comedy",
         {"Camp {a}|The {b} of {c}|The {b} of {c}|{d} {e}|{d} {e}|Don't {f} the {b}|Don't {g} the {h}|{i} {j} in the "
          "{h}|"
          "{k} {l}|Last {m} {n}|{o} at {c}",
          {"Blackpine|Widow Lake|Hollow Creek|Ravenwood|Lost Elk|Crow Lake|Whispering Oaks|Deadwater|Silver Birch|"
           "Tamarack|Gallows Hill|Nightfall",
           "Caretaker|Butcher|Babysitter|Lodger|Scarecrow|Undertaker|Gravedigger|Piano Tuner|Dollmaker|Night Nurse|"
           "Janitor|Ferryman|Puppeteer|Milkman|Lifeguard|Clown",
           "Willow Street|Dormitory C|Crow Lake|Maple Drive|St. Agnes|Ravenwood Hall|Cabin Nine|Miller's Pond|Route "
           "19|Cold Harbor|Sycamore Lane|Ward Seven|Camp Tamarack",
           "Graduation|Homecoming|Sorority|Thanksgiving|Summer School|Cheerleader|Harvest|Full Moon|Carnival|Leap "
           "Year|Labor Day|Spring Break|Detention|Roller Disco|Yearbook|Drive-In|Pep Rally|Lake House",
           "Scream|Terror|Curse|Panic|Curfew|Stalker|Bloodbath|Vigil|Nightmare|Killer|Slayer|Slaughter",
           "Wake|Trust|Follow|Pity|Laugh at|Invite|Cross|Wait for|Tip", "Open|Go Near|Look Inside|Touch|Sleep in|Enter",
           "Freezer|Dollhouse|Attic|Toolshed|Wishing Well|Root Cellar|Crawlspace|Icehouse|Wardrobe|Silo|Boathouse|"
           "Greenhouse",
           "He|She|It|Someone|Something|Mother|Uncle Ray|Nobody",
           "Waits|Breathes|Hides|Knocks|Laughs|Scratches|Listens|Sings", "Five|Seven|Nine|Thirteen|Twenty",
           "Shallow Graves|Broken Dolls|Red Doors|Cold Beds|Locked Rooms|Dead "
           "Roses|Black Balloons|Unlit Candles|Empty Chairs|Wet Footprints",
           "Bus|Dance|Swim|Campfire|Ferry|Shift|Sleepover|Phone Call|Ride|Hayride",
           "to Ravenwood|Before Midnight|at "
           "Crow Lake|of Summer|Home|Till Sunrise|on Elder Hill|to Tamarack",
           "Screams|Midnight|Footsteps|Fog|Whispers|"
           "Lights Out|The Cutting|Blackout"},
          .16}},
        {"Film noir",
         .08,
         1940,
         1959,
         1947,
         "Film-Noir|Crime",
         "Mystery|Mystery|Thriller|Thriller|Drama",
         {"The {a} {b}|{a} {b}|{c} for a {d}|{c} for a {d}|The {e} {f}|The {e} {f}|{g} Never {h}|{g} Never {h}|{i} {j}|"
          "{i} {j}|I {k} a {d}|No {l} for the {d}",
          {"Crooked|Midnight|Cold|Borrowed|Blind|Dead-End|Lonely|Second|Unsigned|Perfumed|Rain-Soaked|Bitter|Stolen|"
           "Quiet|Marked",
           "Alibi|Pavement|Verdict|Witness|Corner|Payoff|Harbor|Bargain|Overcoat|Cigarette|Signature|Embrace|Fog|Deck|"
           "Elevator|Portrait",
           "Requiem|Lullaby|Alibi|Taxi|Orchids|Nightcap|Ransom|Serenade|Roses|A Bullet|A Ticket|One Suitcase|Blackmail",
           "Liar|Widow|Gambler|Safecracker|Blonde|Boxer|Stool Pigeon|Pawnbroker|Gentleman|Torch Singer|Night Clerk|"
           "Forger|Fugitive|Chorus Girl",
           "Delancey|Corrigan|Vandermeer|Lombard|Castellane|Halloran|Pryor|Moreau|Kessler|Brandt|Calloway|Sorrento|"
           "Ashby|Lorimer",
           "Alibi|Affair|Envelope|Policy|Diamonds|Confession|Ledger|Contract|Keepsake|Testimony|Widow|Mistake|Inquest",
           "Widows|Shadows|Gamblers|Liars|Angels|Redheads|Sailors|Pigeons|Jurors|Cheap Diamonds|Dead Men|Night Clerks|"
           "Gentlemen",
           "Testify|Forget|Bluff|Knock|Pay|Confess|Apologize|Whistle|Weep|Bargain|Dream|Call Twice|Tip",
           "Shadows|Smoke|Silence|Blackmail|Footsteps|Perjury|Gunshots|Nocturne|Strangers|Rain|Larceny",
           "on Pier Nine|at the Silver Slipper|on Alameda Street|in Room 313|at the Hotel Majestic|on the Night Train|"
           "at Union Station|at the Gilded Lily|under the Viaduct|at Quarter to Three|at the Club Indigo|over the "
           "River|on "
           "Flower Street|in the Rearview Mirror",
           "Framed|Buried|Shadowed|Hired|Married|Trusted|Hid|Drove",
           "Flowers|Alibi|Daylight|Mercy|Bail|Tears|Encore|Luck"}}},
        {"Animated family films",
         .09,
         1937,
         1998,
         1992,
         "Animation|Children",
         "Musical|Musical|Musical|Fantasy|Adventure|Comedy",
         {"{a} the {b} {c}|{a} the {b} {c}|{a} and the {d}|{a} and the {d}|{a} and the {d}|The {e} That {f}|The {e} "
          "That {f}|"
          "The {g} of {h}|The {g} of {h}|{i} {h}|{i} {h}|{j} for {a}",
          {"Pip|Tilly|Barnaby|Figgy|Button|Hopscotch|Marmalade|Wink|Tuppence|Bramble|Pumpernickel|Clover|Gus|Little "
           "Mo|Thimble|Biscuit|Olive",
           "Little|Shy|Flying|Singing|Upside-Down|Very Small|Brave|Sleepy|Clockwork|Polka-Dot|Runaway|Left-Handed|"
           "Curious|Homesick",
           "Dragon|Hedgehog|Penguin|Bear|Badger|Steam Engine|Walrus|Snail|Goose|Unicorn|Raccoon|Moose|Lighthouse|"
           "Elephant|Puffin|Tugboat",
           "Moon Thief|Cloud Factory|Music Box|River King|Thunder Drum|Sock Goblins|Weather Machine|Midnight Carousel|"
           "Toymaker|Cinnamon Pirates|Secret Garden Gate|Paper Kingdom|Star Catcher|Winter Whale|Marble Giant|Lost "
           "Lullaby",
           "Piano|Teapot|Snowflake|Trolley|Umbrella|Rowboat|Violin|Pumpkin|Wishing Well|Snowman|Alarm "
           "Clock|Kite|Shadow",
           "Could Fly|Ran Away|Learned to Sing|Wouldn't Sleep|Forgot Its Name|Sailed to the Moon|Wanted a Hat|Saved "
           "Christmas|Loved the Rain|Told Stories|Caught a Star|Came Home",
           "Otters|Princess|Wizard|Mice|Foxes|Giant|Tailor|Sparrows|Bell-Ringer|Bears|Fiddler|Toad|Queen",
           "Honeycomb Hill|Puddle Lane|Gingerbread Bay|Whistledown|Thimble Town|Cloudberry Forest|Lantern "
           "Island|Teacup "
           "Mountain|the Blue Meadow|Saltwater Lane|Marzipan Harbor|the Upside-Down Wood|Windmill Valley",
           "Christmas at|Journey to|The Road to|Goodnight,|Snow Day at|The Secret of|Home to|The Great Race to|A Song "
           "for",
           "A Birthday|A Lantern|A Blanket|A Hat|Three Wishes|A Home|A Parade|Pancakes"},
          .05}},
        {"Action thrillers of the 90s",
         .15,
         1987,
         1998,
         1995,
         "Action|Thriller",
         "Crime|Crime|Crime|Adventure|Sci-Fi",
         {"{a} {b}|{a} {b}|{a} {b}|The {c} {d}|The {c} {d}|The {c} {d}|{e} {f} {g}|{h} {i}|{h} {i}|{j}'s {k}|{j}'s {k}|"
          "{l} {m}",
          {"Maximum|Critical|Hostile|Blunt|Absolute|Rapid|Zero|Full|Hard|Deep|Armed|Restricted|Midnight|Classified|"
           "Primary|Forced|Double|Cold|Sudden",
           "Clearance|Passage|Leverage|Voltage|Descent|Recoil|Deadline|Override|Detonation|Custody|Jurisdiction|"
           "Countdown|Retaliation|Exit|Sequence|Altitude|Fuse|Evidence|Access|Trigger",
           "Kestrel|Volkov|Helsinki|Marrakesh|Zurich|Andros|Baltic|Macao|Lazarus|Orlov|Cartagena|Damascus|Monarch|"
           "Nightingale|Trieste|Montreal",
           "Directive|Contract|Conspiracy|Exchange|Deception|Manifest|Intercept|Extraction|Dossier|Cipher|Ransom|"
           "Reprisal|Courier|Agenda|Defector",
           "Eleven|Thirty|Forty|Ninety|Six|Two Hundred", "Floors|Fathoms|Seconds|Miles|Hours",
           "Down|to Impact|Below|to Dawn|to Midnight|Out|from Shore|and Counting",
           "Hostage|Stowaway|Marksman|Panic|Fugitive|Saboteur|Blackout|Manhunt|Sniper|Ambush|Decoy",
           "on Flight 909|on the Night Ferry|at Gate 12|in Tunnel Four|at Hoover Dam|on the 49th Floor|aboard the "
           "Olympia|at Pier 40|in Sector Six|on the Red Line|at Mile 88|in Manila|on Ice",
           "Ryker|Cutter|Maddox|Hawke|Kincaid|Drummond|Steele|Castillo|Rourke|Vega|Lockhart|Santos",
           "Law|Revenge|Run|Edge|Debt|Last Shift|Code|War|Gamble|Rules|Siege|Witness|Ghost",
           "Black|Iron|Steel|White|Scorched|Broken|Silent|Red|Copper|Concrete",
           "Tide|Harvest|Anchor|Diplomacy|Perimeter|Ledger|Badge|Meridian|Cargo|Frontier|Convoy|Jackal|Runway"},
          .10}},
        {"Westerns",
         .08,
         1922,
         1995,
         1956,
         "Western",
         "Action|Action|Adventure|Drama|Romance|Comedy",
         {"The {a} {b}|The {a} {b}|{c} {d} {e} {f}|{c} {d} {e} {f}|{g} {h}|{g} {h}|The Ballad of {i} {j}|{j}'s "
          "{k}|{j}'s {k}|"
          "{l} {m}|{l} {m}|{l} {m}|{f}|The Ballad of \"{n}\" {j}",
          {"Road to|Widow of|Stage to|Guns of|Sheriff of|Gold of|Last Train to|Long Ride to|Bells of|Rustlers of|Night "
           "Riders of|Feud at",
           "Dry Fork|Coyote Wells|Sundown Mesa|Perdition Creek|Abilene|Buzzard Gap|Mercy Springs|Amarillo|Dos Cruces|"
           "Rattlesnake Pass|Bitter Butte|Santa Rosalia|Lonesome Bend|Tumbleweed Junction|Medicine Rock|Cimarron Flats",
           "Two|Three|Four|Five|Nine|Eleven",
           "Guns|Riders|Graves|Horses|Strangers|Bullets|Brothers|Coffins|Mules|"
           "Canteens",
           "for|to|from|in",
           "Dry Fork|Coyote Wells|Perdition Creek|Buzzard Gap|Mercy Springs|Santa Rosalia|Lonesome Bend|Medicine Rock|"
           "Amarillo|Bitter Butte",
           "Lonesome|Dusty|Crooked|Broken|Silver|Dead Man's|Preacher's|Rusty|Thirsty|Blackjack|Cottonwood|Painted|"
           "Nobody's",
           "Spur|Saddle|Trail|Badge|Canyon|Noose|Corral|Rifle|Stallion|Homestead|Mesa|Gulch|Wagon|Lariat",
           "Jeb|Cole|Lucius|Wes|Amos|Silas|Ruth|Hattie|Josiah|Clementine|Abel|Lottie",
           "Tolliver|McCade|Harlan|Quade|Rawlins|Pruitt|Boone|Malloy|Yancey|Hobbs|Calder|Stark",
           "Ride|Last Ride|Law|Gold|Crossing|Revenge|Promise|Herd|Canyon|Fence|Horse|Bargain",
           "The Preacher|The Widow|The Marshal|The Undertaker|The Schoolteacher|The Blacksmith|The Drifter|The "
           "Telegrapher|The Gambler|The Stranger|The Kid",
           "Wore Spurs|Wore a Badge|Carried a Rifle|Rides Alone|Rides at Dawn|Shoots Twice|Came from Laredo|Never Drew "
           "First|Leaves at Noon|Plays Poker|Rode South|Buys a Horse|Crosses the River|Hangs at Ten",
           "Dutch|Dusty|Lucky|Two-Step|Preacher|Dollar|Whistling|Snake Eyes"}}},
        {"Romantic comedies of the 90s",
         .13,
         1986,
         1998,
         1995,
         "Comedy|Romance",
         "Drama|Drama|Musical",
         {"{a} {b} and a {c}|{d} {e}|{d} {e}|{f} {g}|{f} {g}|{f} {g}|The {h} {i}|The {h} {i}|The {h} {i}|{j} {k} "
          "{l}|{j} {k} {l}|"
          "{m} in {n}|{m} in {n}|{o} {g} {p}|{o} {g} {p}",
          {"Two|Three|Five|Six|Seven|Nine",
           "Bridesmaids|Ex-Husbands|Blind Dates|Roommates|Toasts|Dentists|Caterers|"
           "Best Men|Proposals|Cousins|Godmothers",
           "Baker|Goldfish|Wedding Cake|Plane Ticket|Rain Check|Moving Van|Florist|Typo|Parking Ticket|Cello|Beagle",
           "Love|Romance|Marriage|Happiness|Flirting|Heartbreak|Courtship",
           "on the Crosstown Bus|at Gate 34|by Answering Machine|in Aisle Seven|and Other Allergies|After Lunch|at "
           "Second Glance|on Hold|in Triplicate|with Extra Foam|and Laundry|by the Slice|in the Express Lane|for "
           "Beginners|at Low Tide|Next Door",
           "Marrying|Forgetting|Chasing|Meeting|Dating|Convincing|Almost|Impressing|Teaching|Missing|Proposing to|"
           "Waiting for|Dancing with|Un-Inviting",
           "Molly|Max|Nora|Oliver|Chloe|Stanley|Gwen|Theo|Annabel|Ruben|Lucille|Desmond|Phoebe|Walter|Simone|Mr. "
           "Kowalski",
           "Bouquet|Bridesmaid|Honeymoon|First Date|Roommate|Brunch|Rebound|Valentine|Engagement|Second Kiss|Ex-Wife|"
           "Doorman|Tango|Wedding Guest",
           "Clause|Rule|Theory|Problem|Experiment|Exchange|Manual|Mix-Up|Deadline|Truce|Conspiracy|Loophole|Effect",
           "My|Her|His|Our|Nobody's",
           "Almost|Second-to-Last|Accidental|Favorite|Next-Door|Part-Time|Former|Rented|"
           "Perfectly Good|Long-Distance",
           "Boyfriend|Fiancé|Wedding|Husband|Valentine|Sister-in-Law|Soulmate|Heartbreak|Honeymoon|Bride",
           "Snowbound|Stood Up|Smitten|Single|In Love|Overdressed|Just Friends|Still Engaged",
           "Seattle|Vermont|Brooklyn|Boston|Savannah|Chicago|San Francisco|Tuscany|Hoboken|Maine|Montreal|Lisbon",
           "When|Until|Before|After|If|The Day",
           "Says Yes|Moves Out|Comes Home|Calls Back|Learns to Dance|Falls in Love|Gets Married|Finds Out|Bakes a "
           "Cake"}}},
        {"Art-house dramas of the 90s",
         .14,
         1982,
         1998,
         1995,
         "Drama",
         "Documentary|Documentary|Romance|War|Musical",
         {"The {a} {b}|The {a} {b}|The {a} {b}|{c} and {c}|{d} {e}|{d} {e}|{d} {e}|What {f} {g}|What {f} "
          "{g}|{h}|{h}|{c} {i}|"
          "{j}, {k}",
          {"Lamplighter's|Cartographer's|Widow's|Ferryman's|Translator's|Locksmith's|Organist's|Seamstress's|"
           "Glassblower's|Schoolmaster's|Gardener's|Baker's|Prompter's|Cellist's|Fisherman's|Bookbinder's",
           "Daughter|Silence|Winter|Confession|Apprentice|Orchard|Notebook|Letters|Ladder|Hands|Sister|Last Summer|"
           "Window|Second Life",
           "Letters|Rain|Bread|Snow|Salt|Swallows|Lemons|Light|Ashes|Windows|Plums|Dust|Honey|Stones|Linen|Smoke",
           "A Winter|Three Sundays|One Summer|An Autumn|Forty Days|A Long Evening|Two Mornings|The Last Tram|An Hour|"
           "Small Hours",
           "in Trieste|in Lisbon|Without Anna|by the Vltava|After the Flood|in Kerala|on Inishmore|in Valparaíso|with "
           "My "
           "Father|Near Odessa|in Saint-Malo|Before the Harvest|in Göteborg|at the Frontier|in São Tomé",
           "Marguerite|Tomas|the River|My Mother|Ilse|the Orchard|Joaquín|the Snow|Old Pavel|the Tide|René|the "
           "Schoolteacher",
           "Knew|Left Behind|Never Said|Remembers|Carried|Kept|Told Me|Forgot|Wanted|Saw",
           "Garden of Salt, The (Jardin de sel, Le)|Summer of the Swallows (Été des hirondelles, L')|House Without "
           "Clocks, The (Haus ohne Uhren, Das)|Bicycle for Two Saints, A (Bicicletta per due santi, Una)|Lemon "
           "Merchant, "
           "The (Mercante di limoni, Il)|Night Train to Córdoba (Tren nocturno a Córdoba)|Years of Snow (Snöåren)|"
           "Grandmother's Violin (Abuelas Geige)|Bread of Tomorrow (Pão de amanhã)|Umbrella Mender, The (Réparateur de "
           "parapluies, Le)|Third Window, The (Troisième fenêtre, La)|Short Evenings (Kurze Abende)|Silence at the "
           "Mill "
           "(Stille i møllen)|White Stairs, The (Escaleras blancas, Las)|Bells of Évora, The (Sinos de Évora, Os)|Café "
           "of Lost Umbrellas, The|Nine Letters to Zoë|Mademoiselle Hélène Counts to Ten|Señor Ibáñez Sleeps|Fräulein "
           "Körner's Piano",
           "at Dusk|Without Names|in Winter|on the Table|Before Rain|from My Brother|Across the Water|for the Living",
           "Slowly|Quietly|After Dark|Again|In Two Voices|Tomorrow|Downstream",
           "the River|My Brother|the Orchard|Elena|the Sea|November|Miriam|the Bells"}}},
        {"War epics",
         .06,
         1940,
         1998,
         1966,
         "War|Drama",
         "Action|Action|Adventure|Romance",
         {"The {a} {b}|The {a} {b}|{c} {d} from {e}|{f} {g}|{f} {g}|{h} for {i}|{h} for {i}|The {j} {k}|The {j} "
          "{k}|They {l} {b}|"
          "They {l} {b}",
          {"Bridge at|Road to|Siege of|Bells of|Fall of|Gates of|Winter at|Heights of|Long March to|Last Train "
           "to|Night "
           "Before|Skies over",
           "Saint-Aubin|Monte Verro|Narvik|Kilometer 90|Caldera Ridge|Bergen|Salerno|the "
           "Meuse|Karelia|Tunis|Crete|Hill "
           "212|Imphal|Ypres|Vantaa|Fort Lorraine",
           "Forty|Nine|Six|Eleven|Twelve|A Hundred", "Men|Privates|Nurses|Pilots|Sappers|Letters|Volunteers|Boys|Mules",
           "Ohio|Brooklyn|Nebraska|Company C|Inverness|Saskatoon|Omaha|Dunedin|the Ninth|Galway",
           "Squadron|Battalion|Convoy|Patrol|Regiment|Platoon|Minesweeper|Submarine|Field Hospital",
           "at Dawn|North|Seven|to Murmansk|Without Orders|in the Snow|Leaves at Midnight|on the Coast|of Strangers|"
           "Under Fire|Bravo",
           "A Bugle|A Letter|Oranges|Silence|A Candle|A Violin|Snow|Poppies|Bread|A Medal|White Horses",
           "the Colonel|Private Hale|Sergeant Boyle|the Regiment|Lieutenant Marsh|the Fallen|Captain Rourke|the "
           "Rearguard|My Brother|General Vance",
           "Iron|Paper|Hollow|Scarlet|Thirtieth|Forgotten|Distant|Last|Winter|Borrowed|Silent",
           "Regiment|Cannon|Armistice|Bugle|Trench|Parade|Brigade|Salute|Beachhead|Drummer|Barracks|Cavalry",
           "Held|Crossed|Marched to|Remembered|Left|Flew over|Never Reached|Came to|Sang at"}}},
    };
}

} // namespace

const std::vector<Kind>& kinds()
{
    static const std::vector<Kind> all = makeKinds();
    return all;
}

const TitleGrammar& documentaryTitles()
{
    static const TitleGrammar grammar = {
        "{a} {b}|{a} {b}|{c}: {d}|{c}: {d}|{e} {f}|{e} {f}",
        {"A Year with|Seven Nights with|Voices of|Portraits of|Songs of|The World of|Letters from",
         "the Night Shift|the Last Projectionist|the Tugboat Crews|the Piano Tuners|the Bronx Gardeners|the Ice "
         "Fishermen|the Lighthouse Keepers|the Bell Founders|the Trapeze School|the Smokejumpers",
         "Harmonica|Asphalt|Neon|Popcorn|Subway|Typewriter|Cello|Jukebox|Lighthouse|Rust|Chalk|Sourdough|Kite",
         "A Biography|An American Story|A Love Story|A Short History|The Last Days|Portrait of a Town|Made by Hand",
         "Remembering|The Ballad of|Who Killed|Thirty Years of|Saving|In Praise of|Looking for",
         "Highway 50|the Salt Marsh|the Union Hall|the Monarch Butterfly|the Corn Belt|the Accordion|the Prairie "
         "Railroad|the Ferris Wheel|the Night Train|the River Otter"}};
    return grammar;
}

} // namespace matinee::sample
