"""Django's settings, composed from the surroundings; nothing here is a legal number or a province's fact."""

from __future__ import annotations

from csp.constants import NONCE, NONE, SELF

from donghanh.config import env
from donghanh.kit import catalogues
from donghanh.kit.data import data_dir

HERE = env.read()

DEBUG = False
PRODUCTION = HERE.production
TRIAL = not HERE.production
PROVINCE = "Lạng Sơn"
SECRET_KEY = HERE.secret_key
ALLOWED_HOSTS = HERE.hosts
CSRF_TRUSTED_ORIGINS = HERE.origins
VAR = HERE.var

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",  # files come from one place, whichever server runs
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django_cotton",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "donghanh.ui",
    "django.forms",
    "donghanh.ground.orgs",
    "donghanh.ground.accounts",
    "donghanh.ground.workcal",
    "donghanh.ground.files",
    "donghanh.ground.limits",
    "donghanh.record.journal",
    "donghanh.record.notify",
    "donghanh.record.measures",
    "donghanh.record.papers",
    "donghanh.record.search",
    "donghanh.record.registers",
    "donghanh.work.plan",
    "donghanh.work.reporting",
    "donghanh.work.indices",
    "donghanh.work.petitions",
    "donghanh.work.disclosure",
    "donghanh.work.dialogues",
    "donghanh.front.portal",
    "donghanh.front.desk",
    "donghanh.front.cockpit",
    "donghanh.front.opendata",
    "donghanh.front.admin",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "donghanh.config.counting.Readers",
    "donghanh.config.pages.PublicPages",
    "csp.middleware.CSPMiddleware",
    "donghanh.ui.web.middleware.Clock",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "donghanh.config.sessions.Presence",
    "donghanh.ui.web.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "donghanh.config.urls"
WSGI_APPLICATION = "donghanh.config.wsgi.application"
FORM_RENDERER = "donghanh.ui.forms.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "donghanh.ui.templatetags.donghanh",
                "django.templatetags.i18n",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "donghanh.ui.web.context.shell",
            ],
        },
    }
]

DATABASES = {"default": HERE.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [catalogues.prepared(data_dir() / "locale" / "en.po", HERE.var / "locale", "en")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/tinh/"
STATIC_ROOT = HERE.var / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MANIFEST_STRICT = False
FILES_ROOT = HERE.var / "files"
CHARTS_ROOT = HERE.var / "charts"  # drawings kept by their content; may be deleted at any time
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

# --- sign-in -------------------------------------------------------------------------------------------------
# Figures of the law (lengths, minutes, months) are not here: data/accounts/security.yaml.
AUTH_USER_MODEL = "accounts.User"
SITE_ID = 1
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/bat-dau/"
LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "donghanh.ground.accounts.forms.PasswordRules"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
TRUSTED_PROXIES = HERE.proxies  # how many reverse proxies stand before us; their X-Forwarded-For is believed
SECOND_FACTOR_DEMANDED = HERE.production
TRIAL_IDLE_MINUTES = 480

ACCOUNT_ADAPTER = "donghanh.config.signin.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever opens the account vouches for the address
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HERE.https else "http"
# Wrong passwords are counted by django-axes; an office of two hundred people signs in from one address.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/m/ip,10/300s/key"}
_FORMS = "donghanh.ground.accounts.forms."
ACCOUNT_FORMS = {
    "login": _FORMS + "SignIn",
    "reauthenticate": _FORMS + "Again",
    "change_password": _FORMS + "ChangePassword",
    "set_password": _FORMS + "SetPassword",
    "reset_password": _FORMS + "LostPassword",
    "reset_password_from_key": _FORMS + "NewPassword",
}
MFA_FORMS = {
    "authenticate": _FORMS + "Code",
    "reauthenticate": _FORMS + "CodeAgain",
    "activate_totp": _FORMS + "FirstCode",
}
SOCIALACCOUNT_ADAPTER = "donghanh.config.signin.SingleSignOn"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": HERE.oidc, "EMAIL_AUTHENTICATION": True}}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
MFA_ADAPTER = "donghanh.config.signin.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Đồng Hành"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HERE.https  # passkeys on http://localhost of a trial
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "donghanh.config.signin.lock_name"
AXES_CLIENT_IP_CALLABLE = "donghanh.ui.web.client.client_ip"
AXES_LOCKOUT_CALLABLE = "donghanh.config.signin.locked_out"
AXES_FAILURE_LIMIT = "donghanh.config.signin.lock_failures"
AXES_COOLOFF_TIME = "donghanh.config.signin.lock_period"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_DISABLE_ACCESS_LOG = True  # accounts.SignIn is the access log
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "password", "oldpassword", "password1", "password2"]
AXES_VERBOSE = False

# --- cookies, headers ----------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HERE.https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-dong-hanh" if HERE.https else "dong-hanh"
CSRF_COOKIE_NAME = "__Host-dong-hanh-csrf" if HERE.https else "dong-hanh-csrf"
SESSION_COOKIE_AGE = 60 * 60 * 12  # a working day; idle sessions end much earlier (config.sessions)
SESSION_EXPIRE_AT_BROWSER_CLOSE = HERE.production
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HERE.https else None
SECURE_SSL_REDIRECT = False  # the reverse proxy redirects (docs/operate/reverse-proxy.md)
SECURE_HSTS_SECONDS = 31_536_000 if HERE.https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}

# --- background work, mail -----------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
EMAIL_BACKEND = "donghanh.config.mail.Backend"
MAIL_URL = HERE.mail_url
DEFAULT_FROM_EMAIL = HERE.mail_from
MAIL_IN = HERE.mail_in  # where letters to the petitions box are fetched from
MAIL_BOX = HERE.mail_box
SEAL_KEYS = HERE.seal_keys  # public keys only: what they lock, this machine cannot open
HOOK_SECRETS = HERE.hook_secrets

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # the reverse proxy redirects to HTTPS
    "axes.W006",  # lock-out counts by account, over all addresses and agents together, as the security level asks
]
