"""What walls say of themselves, in the languages of the outlets that put them up; all of it as ``spoken`` writes it."""

import re

from newscrawl.text import fold

CONSENT = """
cookie | consent | privacy policy | store and access information | our partners store
einwilligung | zustimm | datenschutz | werbung und tracking
consentement | traceurs | accepter et continuer | confidentialité | continuer sans accepter
consentimiento | política de privacidad | aceptar y continuar
consenso | informativa sulla privacy | accetta e continua | continua senza accettare
consentimento | política de privacidade | aceitar e continuar
toestemming | privacybeleid | alles accepteren
wyrażam zgodę | polityka prywatności | polityki prywatności | przejdź do serwisu
çerez | açik riza | gizlilik politikasi
согласие | согласия | файлы cookie | конфиденциальност
samtycke | integritetspolicy | samtykke | evästee | クッキー | 同意 | プライバシー | 쿠키 | 隐私
"""
CHALLENGE = """
you are human | you're human | you are a human | you are not a robot | you're not a robot | not a robot | not a bot
are you a robot | are you a human | checking your browser | checking the site connection | checking if the site
just a moment | enable javascript | turn on javascript | unusual traffic | unusual activity | access denied
access to this page has been denied | pardon our interruption | attention required | request unsuccessful
request blocked | you have been blocked | security check
sind sie ein mensch | sind sie ein roboter | sie kein roboter sind | sie ein mensch sind | zugriff verweigert
ihr browser wird überprüft | javascript aktivieren | aktivieren sie javascript | ungewöhnlichen datenverkehr
n'êtes pas un robot | pas un robot | vous êtes humain | vous êtes bien humain | accès refusé | activer javascript
activez javascript | vérification de votre navigateur | trafic inhabituel
no eres un robot | no es un robot | no soy un robot | eres humano | es humano | acceso denegado
habilita javascript | habilite javascript | active javascript | comprobando su navegador | tráfico inusual
non sei un robot | sei umano | accesso negato | abilita javascript | verifica del browser | traffico insolito
não é um robô | não sou um robô | você é humano | acesso negado | ative o javascript | verificando seu navegador
geen robot | toegang geweigerd | schakel javascript in | nie jesteś robotem | odmowa dostępu | włącz javascript
вы не робот | доступ запрещен | доступ ограничен | включите javascript
robot olmadiğinizi | insan olduğunuzu | erişim engellendi | erişim reddedildi | javascript'i etkinleştirin
ロボットではありません | ロボットではない | アクセスが拒否 | 人机验证 | 访问被拒绝 | 로봇이 아닙니다
"""
LOGIN = """
sign in to read | sign in to continue | log in to read | log in to continue | register to read | register to continue
subscribe to read | subscribe to continue | subscribe now to read | create a free account | to continue reading
already a subscriber | already have an account | please sign in | please log in | subscribers only
jetzt abonnieren | weiterlesen mit | um weiterzulesen | bereits abonnent | bereits registriert | melden sie sich an
bitte anmelden | nur für abonnenten
abonnez-vous pour | connectez-vous pour | pour lire la suite | déjà abonné | réservé aux abonnés
inicia sesión para | suscríbete para | para seguir leyendo | ya eres suscriptor | solo para suscriptores
accedi per | abbonati per | per continuare a leggere | sei già abbonato | riservato agli abbonati
faça login para | assine para | para continuar lendo | para continuar a ler | já é assinante | exclusivo para assinantes
log in om | word abonnee | om verder te lezen | zaloguj się, aby | aby czytać dalej | masz już konto
войдите, чтобы | чтобы продолжить чтение | оформите подписку | devamini okumak için | üye girişi
logga in för att | logg inn for å | ログインして | 続きを読むには | 登录后 | 로그인이 필요
"""
# A title, or a part of one, that says nothing else; what stands in NOISE may stand beside it.
NOT_FOUND = """
not found | page not found | page cannot be found | page can't be found | page could not be found | page does not exist
page doesn't exist | page no longer exists | page is no longer available | page unavailable | page not available
page you requested could not be found | page you are looking for does not exist | content not found
we can't find that page | we can't find this page | we couldn't find that page | nothing was found | nothing found
article not found | article no longer available | article is no longer available | story not found
story is no longer available | content is no longer available | content no longer available
seite nicht gefunden | seite wurde nicht gefunden | seite konnte nicht gefunden werden | seite existiert nicht
seite existiert nicht mehr | seite nicht verfügbar | seite ist nicht mehr verfügbar | seite nicht vorhanden
artikel nicht gefunden | artikel nicht mehr verfügbar | artikel ist nicht mehr verfügbar | inhalt nicht gefunden
page introuvable | page non trouvée | page n'existe pas | page n'existe plus | page est introuvable
page demandée est introuvable | article introuvable | contenu introuvable
página no encontrada | pagina no encontrada | página no existe | página no disponible | página no se encuentra
no se ha encontrado la página | contenido no encontrado | contenido no disponible | noticia no encontrada
pagina non trovata | pagina non è stata trovata | pagina non esiste | pagina inesistente | articolo non trovato
página não encontrada | pagina nao encontrada | página não existe | página não foi encontrada | artigo não encontrado
pagina niet gevonden | deze pagina bestaat niet | pagina bestaat niet | artikel niet gevonden
nie znaleziono strony | strona nie istnieje | strona nie została znaleziona | nie znaleziono
страница не найдена | страница не существует | такой страницы нет | материал не найден | статья не найдена
sayfa bulunamadi | aradiğiniz sayfa bulunamadi | haber bulunamadi
sidan hittades inte | sidan kunde inte hittas | sidan finns inte | siden ble ikke funnet | siden finnes ikke
siden blev ikke fundet | siden findes ikke | sivua ei löydy | sivua ei löytynyt
ページが見つかりません | ページが見つかりませんでした | お探しのページは見つかりません
お探しのページは見つかりませんでした | 页面不存在 | 页面未找到 | 找不到页面 | 找不到頁面 | 페이지를 찾을 수 없습니다
الصفحة غير موجودة | पृष्ठ नहीं मिला | पेज नहीं मिला
"""
NOISE = re.compile(
    r"\b(?:404|410|http|error|errors|code|fehler|fehlerseite|erreur|errore|erro|fout|błąd|ошибка|hata|fel|feil|fejl"
    r"|oops|sorry|hoppla|ups|oups|ops|désolé|lo sentimos|the|this|that|die|diese|la|cette|esta|questa|a|essa)\b"
)
NUMBER = re.compile(r"\b4(?:04|10)\b")


def spoken(text: str) -> str:
    """Return a text as it is compared here: folded, on one line, the Turkish i as any other, \u0451 as \u0435."""
    return fold(text).replace("\u0131", "i").replace("i\u0307", "i").replace("\u0451", "\u0435")


def says_not_found(title: str) -> bool:
    """Tell whether a title, or a part of one, says that there is no such page, and nothing else."""
    said = spoken(title)
    left = " ".join(re.sub(r"[^\w']+", " ", NOISE.sub(" ", said)).split())
    return left in _MISSING if left else bool(NUMBER.search(said))


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.splitlines() for phrase in line.split(" | ") if phrase.strip()]


def _any_of(text: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _phrases(text))))


def _without_noise(phrase: str) -> str:
    return " ".join(re.sub(r"[^\w']+", " ", NOISE.sub(" ", spoken(phrase))).split())


_MISSING = frozenset(map(_without_noise, _phrases(NOT_FOUND)))
ASKS_FOR_CONSENT, ASKS_WHO_READS, ASKS_TO_LOG_IN = map(_any_of, (CONSENT, CHALLENGE, LOGIN))
