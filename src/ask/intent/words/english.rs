//! Plain English words that are a slip away from a word of the tables, so that they are never taken for one.
//!
//! Those of the built-in embedder's vocabulary (`models/tokenizer.json`) that would be; a test keeps the list whole.

/// Whether this is such a word.
pub fn is_word(lower: &str) -> bool {
    PLAIN.split_whitespace().any(|word| word == lower)
}

const PLAIN: &str = "\
accumulated activated activities administration administrations admits african albert analyses analyze appeal \
appealed appeals apples approached archie archived arrive arrives associate associates assumed assure athens \
attache attacked auditory australian australians averaged azores backing balance balanced banking barking batter \
beaches bedside biking bitter blacks boeing brakes braking brandt brandy brasil breath breaths brings broker \
brooke burying butter caller calmed cannot capita capitol casting chance chances chants chargers charles charms \
charred charted cheated cheeks chicks choking cleaned clearer clocks clones closer closet cloudy clover coating \
coding collection collections comets commando companions compassion compete competed competes complained \
complaint complaints completely compliment computed computer concentrated conception concert concerts congestion \
connecting consciously contention contract contracts contrasted convection convent convention conventions \
conviction convictions cooling coping correction corrections couldn county courts covert coveted creaked create \
creates cremated crested critically curses curved custer cutter dagger daggers dancer dancers dangerously daring \
deaths deceased declined defected delegation denies depleted derive described deteriorated deterioration \
developed developmental differently dinamo directional disabled disappears discoveries divers doping doubted \
dripped driven easter elaborated electron electrons elevations eliminated empire empires enabled enforced \
engined environmental erection esther evacuate evacuated evaluation evolved examine examiner examines \
exceptional excerpt excluded excused executed executions exhaustion exiting expanse expansive explore explored \
explores explosives expressive extensive extent factory failing favors favour fiance filing filming finnish \
firing footballer forbes forced forged franco francs functional functioned funding gaines german germans glowing \
grapes graves groans growling growls guided handel handing handled handler harder hardin hating hawker hayden \
healing healthy hearing hearings hearth heating heaving hostel humane iceland identifies identify ignored \
importance importantly improvised increasingly indian indication indications indira indonesian innovation \
innovations insider inspectors instructional instructor instructors intercepted interned internment intersects \
introduce introduces inventor invitation invitations isolated israeli issued jumper keller killed korean landon \
larger lasting latter leading leaning leaping learnt leases leasing legged lester licked licking lifting \
listened litter loaned locked locking lodged lodging longed longing loomed looming looted looting losers lovers \
loving lyndon makers malaysian master masters matteo mendes mendez messed messing mighty migrated milano minded \
miners miniseries ministries mixing moaning moderately monkey mourning mouths movies mutter nearby neatly \
necessarily nothin noting offended olympia operated outrage overlooked pacing paints palace parish pasture \
pastures paving percussion piazza pitched placed planes plates playing pleased pointe police practiced praying \
precious prediction predictions present presents presidency previously priced primate prince privileged prizes \
procedural processing productive progressed project projection projections projects propped prosecution \
protecting protective protest protests quartet questioned raided rained raising rallies rational reacts \
receptions recipients recordings redding reduced refreshing regain regained reilly released remained remote \
removed repeal replaced repression reside residences resides resort resorts responsive restored restrained \
restraints restricted retail reviewer reviewers revoked revolves riding risking rotational rotting routed \
routine routines ruining safely sample samples saying scales scanner scares scents scored scorer scream screams \
seating secured seized sending sentiment sentiments served serves serviced settling severed severn shades shakes \
shapes shards shared sharks sharpe shells shifter shifters shipped shipping shocks shores shouldn shoved shower \
showers shriek shrine shrines sidney sighed sighing simpler simply simulation simulations singing singled sipped \
sipping sitting skills skipper slacks slapping slipped slowed snacks somethin spaced spanned speeding speeds \
spices spines spores stable staged stains stakes stalks stalls staple stared stares staring stated states \
stating staying stepped sticks stitch stokes stomped stones storey stormed storms stormy strange streak streaks \
stronger stuart styles subset swayed tablet tackled tasting tending terminated themes thinks thoroughly though \
thread threads throat thrust ticked tighter traces tracts trailed trainee trainer trainers trains traits \
translated translator translators treats trials tricks troubled trough trucks tugged turner understood upgraded \
usable variations verity verses vibrations waited waiter waiting waivers walter walters wander wandering wanted \
wanting washed washing waters weakly whales whites winding wouldn wounds writer zombies";
