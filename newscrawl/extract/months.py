# ruff: noqa: RUF001 - words of many scripts
"""Name the months as pages write them, in some sixty languages."""

import re
from unicodedata import normalize

# Source: Unicode CLDR 48 (wide and abbreviated, alone and beside a day), with spellings in use that it lacks.
_NAMES = (
    (
        "january jan januar janner janvier janv enero ene gennaio gen janeiro januari tammikuuta tammi "
        "tammikuu jaanuar jaan janvaris janvari sausio saus sausis stycznia sty styczen ledna led leden "
        "januara januarja sijecnja sij sijecanj јануар јан јануара јануари януари яну ianuarie ian ιανουαριου "
        "ιαν ιανουαριοσ ocak oca yanvar yan січня січ січень января янв январь студзеня сту студзень იანვარი "
        "იან հունվարի հնվ հունվար қаңтар қаң يناير كانون_الثاني جانفي ינואר ינו׳ ژانویهٔ ژانویه جنوری जनवरी "
        "जन॰ জানুয়ারী জানু জানুয়ারি जानेवारी जाने ஜனவரி ஜன జనవరి జన ജനുവരി ജനു ಜನವರಿ ಜನ જાન્યુઆરી જાન્યુ "
        "ਜਨਵਰੀ ਜਨ ජනවාරි ජන มกราคม ม.ค ဇန်နဝါရီ ဇန် មករា januarie gener urtarrila urt xaneiro xan ionawr ion "
        "eanair ean janar jannar"
    ),
    (
        "february feb februar fevrier fevr fev febrero febbraio fevereiro februari helmikuuta helmi helmikuu "
        "veebruar veebr februaris febr vasario vas vasaris lutego lut luty unora uno unor februara februarja "
        "veljace velj veljaca фебруар феб фебруара февруари фев februarie φεβρουαριου φεβ φεβρουαριοσ subat "
        "sub fevral лютого лют лютии февраля февр февраль лютага люты თებერვალი თებ փետրվարի փտվ փետրվար "
        "ақпан ақп فبراير شباط فيفري פברואר פבר׳ فوریهٔ فوریه فروری फ़रवरी फ़र॰ फरवरी ফেব্রুয়ারী ফেব "
        "ফেব্রুয়ারি फेब्रुवारी फेब्रु फेब्रुअरी பிப்ரவரி பிப் ఫిబ్రవరి ఫిబ్ర ഫെബ്രുവരി ഫെബ്രു ಫೆಬ್ರವರಿ ಫೆಬ್ರ "
        "ફેબ્રુઆરી ફેબ્રુ ਫ਼ਰਵਰੀ ਫ਼ਰ පෙබරවාරි පෙබ กุมภาพันธ์ ก.พ ဖေဖော်ဝါရီ ဖေ កុម្ភៈ pebruari pebrero peb "
        "febrer otsaila ots febreiro chwefror chwef chw feabhra feabh shkurt shk frar fra"
    ),
    (
        "march marz mrz mars marzo marco maart mrt marts maaliskuuta maalis maaliskuu kovo kov kovas marca "
        "marzec brezna bre brezen marec ozujka ozu ozujak март мар марта mart mar marta martie marcius marc "
        "μαρτιου μαρ μαρτιοσ березня бер березень сакавіка сак сакавік მარტი მარ մարտի մրտ մարտ наурыз нау "
        "مارس آذار מרץ مارچ मार्च মার্চ மார்ச் மார் మార్చి മാർച്ച് മാർ ಮಾರ್ಚ್ માર્ચ ਮਾਰਚ මාර්තු මාර් มีนาคม "
        "มี.ค မတ် មីនា maret mac marso machi martxoa mawrth maw marzu"
    ),
    (
        "april avril avr abril abr aprile huhtikuuta huhti huhtikuu aprill aprilis balandzio bal balandis "
        "kwietnia kwi kwiecien dubna dub duben aprila travnja tra travanj април апр априла apr aprilie "
        "απριλιου απρ απριλιοσ nisan nis aprel квітня квіт квітень апреля апрель красавіка кра красавік "
        "აპრილი აპრ ապրիլի ապր ապրիլ сәуір сәу أبريل نيسان أفريل ابريل إبريل אפריל אפר׳ آوریل اپریل "
        "अप्रैल এপ্রিল এপ্রি एप्रिल एप्रि अप्रिल ஏப்ரல் ஏப் ఏప్రిల్ ఏప్రి ഏപ്രിൽ ഏപ്രി ಏಪ್ರಿಲ್ ಏಪ್ರಿ એપ્રિલ "
        "ਅਪ੍ਰੈਲ ਅਪ੍ਰੈ අප්‍රේල් เมษายน เม.ย ဧပြီ ဧ មេសា aprili apirila api ebrill ebr aibrean aib prill pri"
    ),
    (
        "mai mayo maggio mag maio mei maj toukokuuta touko toukokuu maijs geguzes geg geguze maja kvetna kve "
        "kveten svibnja svi svibanj мај маја маи majus μαιου μαι μαιοσ mayis may травня трав травень мая "
        "მაისი მაი մայիսի մյս մայիս мамыр мам مايو أيار ماي מאי مهٔ مه مئی मई মে मे மே మే മേയ് ಮೇ મે ਮਈ "
        "මැයි พฤษภาคม พ.ค မေ ឧសភា maig maiatza bealtaine beal mejju mej"
    ),
    (
        "june jun juni juin junio giugno giu junho kesakuuta kesa kesakuu juuni junijs birzelio birz birzelis "
        "czerwca cze czerwiec cervna cvn cerven juna junij junija lipnja lipanj јун јуна јуни юни iunie iun "
        "junius ιουνιου ιουν ιουνιοσ haziran haz iyun iyn червня черв червень июня июн июнь чэрвеня чэр "
        "чэрвень ივნისი ივნ հունիսի հնս հունիս маусым мау يونيو حزيران جوان يونيه יוני ژوئن جون जून জুন जुन "
        "ஜூன் జూన్ ജൂൺ ಜೂನ್ જૂન ਜੂਨ ජූනි มิถุนายน มิ.ย ဇွန် មិថុនា hunyo hun junie juny ekaina eka xuno "
        "mehefin meh meitheamh meith qershor qer gunju gun"
    ),
    (
        "july jul juli juillet juil jui julio luglio lug julho heinakuuta heina heinakuu juuli julijs liepos "
        "liep liepa lipca lip lipiec cervence cvc cervenec jula julij julija srpnja srpanj јул јула јули юли "
        "iulie iul julius ιουλιου ιουλ ιουλιοσ temmuz tem iyul iyl липня лип липень июля июл июль ліпеня ліп "
        "ліпень ივლისი ივლ հուլիսի հլս հուլիս шілде шіл يوليو تموز جويلية يوليه יולי ژوئیهٔ ژوئیه جولائی "
        "जुलाई जुल॰ জুলাই জুল जुलै ஜூலை జులై ജൂലൈ ಜುಲೈ જુલાઈ ਜੁਲਾਈ ਜੁਲਾ ජූලි กรกฎาคม ก.ค ဇူလိုင် ဇူ កក្កដា "
        "julai hulyo hul julie juliol uztaila uzt xullo xul gorffennaf gorff gor iuil korrik korr lulju lul"
    ),
    (
        "august aug aout agosto ago augustus augusti elokuuta elo elokuu agust agu augusts rugpjucio rugp "
        "rugpjutis sierpnia sie sierpien srpna srp srpen augusta avgust avg avgusta kolovoza kol kolovoz "
        "август авг августа augusztus αυγουστου αυγ αυγουστοσ agustos avqust avq серпня серп серпень жніуня "
        "жні жнівень აგვისტო აგვ օգոստոսի օգս օգոստոս тамыз там أغسطس آب أوت اغسطس אוגוסט אוג׳ اوت اگست "
        "अगस्त अग॰ আগস্ট আগ ऑगस्ट ऑग अगस्ट ஆகஸ்ட் ஆக ఆగస్టు ఆగ ഓഗസ്റ്റ് ഓഗ ಆಗಸ್ಟ್ ಆಗ ઑગસ્ટ ਅਗਸਤ ਅਗ අගෝස්තු "
        "අගෝ สิงหาคม ส.ค ဩဂုတ် ဩ សីហា agustus agt ogos ogo agosti agost ag abuztua abu awst lunasa lun "
        "gusht gush awwissu aww"
    ),
    (
        "september sep sept septembre septiembre setiembre set settembre setembro syyskuuta syys syyskuu "
        "septembris rugsejo rugs rugsejis wrzesnia wrz wrzesien zari zar septembra rujna ruj rujan септембар "
        "сеп септембра septembar септември septembrie szeptember szept σεπτεμβριου σεπ σεπτεμβριοσ eylul eyl "
        "sentyabr sen вересня вер вересень сентября сент сентябрь сен верасня верасень სექტემბერი სექ "
        "սեպտեմբերի սեպ սեպտեմբեր қыркүиек қыр سبتمبر أيلول ספטמבר ספט׳ سپتامبر ستمبر सितंबर सित॰ सितम्बर "
        "সেপ্টেম্বর সেপ सप्टेंबर सप्टें सेप्टेम्बर செப்டம்பர் செப் సెప్టెంబర్ సెప్టెం സെപ്റ്റംബർ സെപ്റ്റം "
        "ಸೆಪ್ಟೆಂಬರ್ ಸೆಪ್ಟೆಂ સપ્ટેમ્બર સપ્ટે ਸਤੰਬਰ ਸਤੰ සැප්තැම්බර් සැප් กันยายน ก.ย စက်တင်ဘာ စက် កញ្ញា "
        "setyembre septemba setembre iraila ira medi mfomh shtator sht settembru"
    ),
    (
        "october oct oktober octobre octubre ottobre ott outubro out lokakuuta loka lokakuu oktoober oktobris "
        "spalio spal spalis pazdziernika paz pazdziernik rijna rij rijen oktobra октобар окт октобра oktobar "
        "okt октомври octombrie οκτωβριου οκτ οκτωβριοσ ekim eki oktyabr жовтня жовт жовтень октября октябрь "
        "кастрычніка кас кастрычнік ოქტომბერი ოქტ հոկտեմբերի հոկ հոկտեմբեր қазан қаз أكتوبر تشرين_الأول "
        "اكتوبر אוקטובר אוק׳ اکتبر اکتوبر अक्टूबर अक्टू॰ অক্টোবর অক্টো ऑक्टोबर ऑक्टो अक्टोबर அக்டோபர் அக் "
        "అక్టోబర్ అక్టో ഒക്‌ടോബർ ഒക്ടോ ಅಕ್ಟೋಬರ್ ಅಕ್ಟೋ ઑક્ટોબર ઑક્ટો ਅਕਤੂਬਰ ਅਕਤੂ ඔක්තෝබර් ඔක් ตุลาคม "
        "ต.ค အောက်တိုဘာ အောက် តុលា oktubre oktoba urria urr hydref hyd dfomh tetor tet ottubru"
    ),
    (
        "november nov novembre noviembre novembro marraskuuta marras marraskuu novembris lapkricio lapkr "
        "lapkritis listopada lis listopad listopadu novembra studenoga stu studeni новембар нов новембра "
        "novembar ноември ное noiembrie νοεμβριου νοε νοεμβριοσ kasim kas noyabr noy листопада лист листопад "
        "ноября нояб ноябрь ноя лістапада ліс лістапад ნოემბერი ნოე նոյեմբերի նոյ նոյեմբեր қараша қар نوفمبر "
        "تشرين_الثاني נובמבר נוב׳ نوامبر نومبر नवंबर नव॰ नवम्बर নভেম্বর নভে नोव्हेंबर नोव्हें नोभेम्बर "
        "நவம்பர் நவ నవంబర్ నవం നവംബർ നവം ನವೆಂಬರ್ ನವೆಂ નવેમ્બર નવે ਨਵੰਬਰ ਨਵੰ නොවැම්බර් නොවැ พฤศจิกายน พ.ย "
        "နိုဝင်ဘာ နို វិច្ឆិកា nopember nobyembre nob novemba azaroa aza tachwedd tach samhain samh nentor "
        "nen novembru"
    ),
    (
        "december dec dezember dez decembre diciembre dic dicembre dezembro desember des joulukuuta joulu "
        "joulukuu detsember dets decembris gruodzio gruod gruodis grudnia gru grudzien prosince pro prosinec "
        "decembra prosinca prosinac децембар дец децембра decembar декември дек decembrie δεκεμβριου δεκ "
        "δεκεμβριοσ aralik ara dekabr dek грудня груд грудень декабря декабрь снежня сне снежань დეკემბერი "
        "დეკ դեկտեմբերի դեկ դեկտեմբեր желтоқсан жел ديسمبر كانون_الأول דצמבר דצמ׳ دسامبر دسمبر दिसंबर दिस॰ "
        "दिसम्बर ডিসেম্বর ডিসে डिसेंबर डिसें डिसेम्बर டிசம்பர் டிச డిసెంబర్ డిసెం ഡിസംബർ ഡിസം ಡಿಸೆಂಬರ್ ಡಿಸೆಂ "
        "ડિસેમ્બર ડિસે ਦਸੰਬਰ ਦਸੰ දෙසැම්බර් දෙසැ ธันวาคม ธ.ค ဒီဇင်ဘာ ဒီ ធ្នូ disember dis disyembre desemba "
        "desembre abendua abe decembro rhagfyr rhag nollaig noll dhjetor dhj dicembru"
    ),
)
_CROATIAN = {"listopada": 10, "listopad": 10, "lis": 10, "lipanj": 6, "lip": 6, "srp": 7}  # others: 11, 7 and 8
_SOLAR_HIJRI = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"

_ACCENT = re.compile("[\u0300-\u036f]")


def fold(word: str) -> str:
    """Return a word in the form that the names are listed in: lower case, without accents or a dot at its end."""
    return _ACCENT.sub("", normalize("NFD", word.casefold().replace("ı", "i"))).strip(".")


MONTHS = {fold(name).replace("_", " "): month for month, names in enumerate(_NAMES, 1) for name in names.split()}
CROATIAN_MONTHS = MONTHS | _CROATIAN
SOLAR_HIJRI_MONTHS = {fold(name): month for month, name in enumerate(_SOLAR_HIJRI.split(), 1)}
