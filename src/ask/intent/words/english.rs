//! Plain English words that are a slip away from a word of the tables, so that they are never taken for one.
//!
//! Those of the built-in embedder's vocabulary (`models/tokenizer.json`) that would be; a test keeps the list whole.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether this is such a word.
pub fn is_word(lower: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| PLAIN.split_whitespace().collect());
    WORDS.contains(lower)
}

const PLAIN: &str = "\
accelerate accelerated acceleration accent accents accumulated achieved activated activities administration \
administrations admits african aground albert analyses analyze annals appeal appealed appeals apples approached \
archie archived arrive arrives associate associates assumed assure athens attache attacked auction auditory \
australian australians averaged azores backed backing balanced banking barking batter beaches bedside biking \
bitter blacks boeing booker brakes braking brandt brandy brasil breath breaths bridget brings broker brooke \
brother buried bursts burying bushes butter caller calmed cannon cannons capita capitol casting catching chance \
chances chants chargers charles charms charred charted cheated cheeks chicks choking cleaned clearer clocks \
clones closer closet cloudy clover coaching coating coding collection collections comets commando companions \
compassion compete competed competes complained complaint complaints completely compliment computed computer \
concentrated conception concert concerts condemning congestion connecting consciously contained content \
contention contents contest contests contract contracts contrasted convection convent convention conventions \
converting conviction convictions cooling coping correction corrections couldn county courts covert coveted \
creaked create creates cremated crested critically curses curved custer cutter dagger daggers dancer dancers \
dangerously daring deaths deceased decide decides decker declined defect defected defects defined definitive \
delegation denies depictions depleted derive described deserved detectives detention deteriorated deterioration \
determine determines developed developmental differently dinamo directional disabled discoveries divers docked \
documented doping doubted dripped driven easter educated effectively elaborated electron electrons elevations \
eliminated empire empires employed employer employers enabled enforced engined environmental erection escalated \
esther evacuate evacuated evaluation evolved examine examiner examines exceptional excerpt excluded excused \
executed executives exhaustion exiting expanse expansive explore explored explores explosives expressive \
extensive extent factory failing favors favour fiance filing filming finnish firing footballer forbes forced \
forcing forged forming formulation franco francs frightened functional functioned funding gaines german germans \
glowing grapes graves groans growling growls guided handel handing handled harder hardin hating hawker hayden \
healing healthy hearing hearings hearth heating heaving hoisted hostel humane iceland identifies identify \
ignored importance importantly improvised include includes indian indication indications indira indonesian \
innovation innovations insider inspectors instructional instructor instructors intercepted interned internment \
intersects inventor invitation invitations isolated israeli issued jumper keller killed korean landon larger \
lasted lasting latter leading leaning leaping learnt leases leasing legged lester licked licking lifted lifting \
linger listen listened lister litter loaned locate locked locking lodged lodging longed longing loomed looming \
looted looting losers lovers loving lyndon makers malaysian master masters matteo maximus medial medina mendes \
mendez messed messing mighty migrated milano minded miners miniseries ministries mixing moaning moderately \
monkey motivation mourning mouths movies mutter nearby neatly necessarily nothin noting offended olympia \
operated organisation organisations organizational outrage overlooked overtook pacing packed packers paints \
palace parish parsons pasture pastures paving pearson percentage percussion performer performers persona piazza \
picket pitched placed planes plates playing pleased pocket pockets pointe police practiced praying precious \
prediction predictions presidency previously priced primate prince privileged prizes procedural processing \
productive progressed project projection projections projects propped prosecution protecting protective protest \
protests proves quartet questioned quotes raided rained raising rallies ranged ranging rankin rational reacher \
reacted reacts realization receptions recipients recordings redding reduced refreshing regain regained regent \
regents regrets reilly relatively released relocation remained remote removed repeal replaced reportedly \
reporter reporters repression reside resided residences resides residue resort resorts responsive restored \
restrained restraints restricted retail retorted reviewer reviewers revoked revolves riding risking rotational \
rotting routed routine routines ruining safely sample samples saying scales scanner scarce scared scents scored \
scorer scream screams seating secured seized selling sending sentiment sentiments served serves serviced \
settling severed severn shades shafts shakes shapes shards shared sharks sharpe shells shelly shifter shifters \
shillings shipped shipping shirts shocks shoots shores shortlisted shouldn shouts shoved shower showers shriek \
shrine shrines sidney sighed sighing significant simpler simply simulation simulations singing singled sipped \
sipping sitting skills skipper slacks slapping slipped slowed smelling smells snacks somethin spaced spanned \
speeding speedy spelling spells spices spines spores sports stable staged stains stakes stalks stalls staple \
stared stares staring stated states stating staying stepped sticks stitch stokes stomped stones storey stormed \
storms stormy strange streak streaks stronger stuart styles subset swayed swelling tablet tackled tasting \
terminated terribly themes thinks thoroughly though thread threads throat thrown thrust ticked tighter traces \
tracts trailed trainee trainer trainers trains traits transforms translated translator translators treats trials \
tricks troubled trough trucks tugged turner understood updated upgraded usable valley valleys variations verity \
verses vibrations waited waiter waiting waivers walter walters wander wandering wanted wanting washed washing \
waters weakly whales whites winding wouldn wounds writer zombies";
