/*
 * A PKCS#11 module (version 2.40) for tests: hands every call on to another module and has the bad days which a token in
 * software never has. A file beside the library tells what is wrong, one "name value" a line: <library>.conf
 *
 *   module PATH        the module that does the work
 *   flags NUMBER       added to the token's flags, as the standard numbers them
 *   sessions NUMBER    more open sessions are refused with CKR_SESSION_COUNT; the token does not tell so before
 *   login NUMBER       what C_Login answers; after CKR_DEVICE_REMOVED every other call does, too
 *   pad PIN            the token has a pad of its own, and this is what the user enters there
 *   keys NUMBER        so many key pairs are made, then comes what "then" says
 *   then NUMBER        what C_GenerateKeyPair answers from there on; CKR_DEVICE_REMOVED as with "login"
 *   rsa-only 1         knows no elliptic curves
 *   bare-points 1      shows points of curves without the DER OCTET STRING around them
 *   disobeys 1         makes keys that can be taken out, whatever it is told
 *   broken NUMBER      so many signatures fail with CKR_GENERAL_ERROR, as with a pair whose private half was never written
 *   hold NUMBER        before this key pair is made the call waits as long as the file <library>.hold is there
 *   hold-start 1       C_Initialize waits so
 *   hold-sign 1        C_Sign waits so
 *
 * What is called is written to <library>.log, a line each: "C_Login", "C_OpenSession 3" with the sessions open by then.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

typedef unsigned long number;

enum { OK = 0x0, GENERAL_ERROR = 0x5, DEVICE_REMOVED = 0x32, MECHANISM_INVALID = 0x70, SESSION_COUNT = 0xB1 };
enum { EC_KEY_PAIR_GEN = 0x1040, ECDSA = 0x1041, PROTECTED_AUTHENTICATION_PATH = 0x100, EC_POINT = 0x181, EXTRACTABLE = 0x162 };

/* Places in the function list. */
enum {
    INITIALIZE = 0, FINALIZE = 1, GET_FUNCTION_LIST = 3, GET_TOKEN_INFO = 6, GET_MECHANISM_LIST = 7, GET_MECHANISM_INFO = 8,
    OPEN_SESSION = 12, CLOSE_SESSION = 13, LOGIN = 18, GET_ATTRIBUTE_VALUE = 24, FIND_OBJECTS_INIT = 26, SIGN_INIT = 42, SIGN = 43,
    GENERATE_KEY_PAIR = 59, FUNCTIONS = 68
};

struct function_list { unsigned char major, minor; void *call[FUNCTIONS]; };
struct token_info { unsigned char texts[96]; number flags; };
struct mechanism { number kind; void *parameter; number length; };
struct attribute { number kind; void *value; number length; };

typedef number (*initialize_t)(void *);
typedef number (*get_list_t)(struct function_list **);
typedef number (*token_info_t)(number, struct token_info *);
typedef number (*mechanism_list_t)(number, number *, number *);
typedef number (*mechanism_info_t)(number, number, void *);
typedef number (*open_session_t)(number, number, void *, void *, number *);
typedef number (*close_session_t)(number);
typedef number (*login_t)(number, number, const char *, number);
typedef number (*attributes_t)(number, number, struct attribute *, number);
typedef number (*find_t)(number, void *, number);
typedef number (*sign_init_t)(number, struct mechanism *, number);
typedef number (*sign_t)(number, void *, number, void *, number *);
typedef number (*generate_t)(number, struct mechanism *, void *, number, struct attribute *, number, number *, number *);

static struct function_list *real, mine;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static char path[4096], pad[4096];
static number flags, sessions, login, keys, then, rsa_only, bare_points, disobeys, broken, hold, hold_start, hold_sign;
static number open_now, made;
static int is_pulled;

#define REAL(type, place) ((type)real->call[place])

static void tell(const char *call, number count)
{
    char name[4200], line[80];
    int length = count ? snprintf(line, sizeof line, "%s %lu\n", call, count) : snprintf(line, sizeof line, "%s\n", call);
    snprintf(name, sizeof name, "%s.log", path);
    int file = open(name, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0)
        return; /* the test is over and its folder is gone; a line that a test misses fails it */
    if (write(file, line, (size_t)length) != length || close(file) != 0)
        abort();
}

static void read_setting(const char *name, const char *value)
{
    struct { const char *name; number *value; } all[] = {
        { "flags", &flags }, { "sessions", &sessions }, { "login", &login }, { "keys", &keys }, { "then", &then },
        { "rsa-only", &rsa_only }, { "bare-points", &bare_points }, { "disobeys", &disobeys }, { "broken", &broken },
        { "hold", &hold },
        { "hold-start", &hold_start }, { "hold-sign", &hold_sign },
    };
    for (size_t at = 0; at < sizeof all / sizeof all[0]; at++)
        if (strcmp(name, all[at].name) == 0) {
            *all[at].value = strtoul(value, NULL, 0);
            return;
        }
    if (strcmp(name, "pad") == 0)
        snprintf(pad, sizeof pad, "%s", value);
    else if (strcmp(name, "module") != 0)
        abort(); /* a test that asks for what there is not must not pass */
}

/* Reads the settings; gives the function list of the real module. */
static struct function_list *load(void)
{
    char name[4200], setting[64], value[4096], module[4096] = "";
    Dl_info self;
    if (!dladdr((void *)load, &self))
        return NULL;
    snprintf(path, sizeof path, "%s", self.dli_fname);
    snprintf(name, sizeof name, "%s.conf", path);
    flags = sessions = login = keys = then = rsa_only = bare_points = disobeys = broken = hold = hold_start = hold_sign = made = open_now = 0;
    is_pulled = pad[0] = 0;
    FILE *file = fopen(name, "r");
    if (!file)
        return NULL;
    while (fscanf(file, "%63s %4095s", setting, value) == 2) {
        read_setting(setting, value);
        if (strcmp(setting, "module") == 0)
            snprintf(module, sizeof module, "%s", value);
    }
    fclose(file);
    void *library = dlopen(module, RTLD_NOW | RTLD_LOCAL);
    get_list_t get = library ? (get_list_t)dlsym(library, "C_GetFunctionList") : NULL;
    struct function_list *list = NULL;
    return get && get(&list) == OK ? list : NULL;
}

static void wait_if(int is_held)
{
    char name[4200];
    snprintf(name, sizeof name, "%s.hold", path);
    while (is_held && access(name, F_OK) == 0)
        usleep(1000);
}

static number faulty_initialize(void *arguments)
{
    tell("C_Initialize", 0);
    wait_if(hold_start != 0);
    return REAL(initialize_t, INITIALIZE)(arguments);
}

static number faulty_finalize(void *reserved)
{
    number answer = REAL(initialize_t, FINALIZE)(reserved);
    tell("C_Finalize", 0);
    return answer;
}

static number faulty_token_info(number slot, struct token_info *info)
{
    tell("C_GetTokenInfo", 0);
    if (is_pulled)
        return DEVICE_REMOVED;
    number answer = REAL(token_info_t, GET_TOKEN_INFO)(slot, info);
    if (answer == OK)
        info->flags |= flags | (pad[0] ? PROTECTED_AUTHENTICATION_PATH : 0);
    return answer;
}

static int is_missing(number mechanism)
{
    return rsa_only && (mechanism == EC_KEY_PAIR_GEN || mechanism == ECDSA);
}

static number faulty_mechanism_list(number slot, number *list, number *count)
{
    if (is_pulled)
        return DEVICE_REMOVED;
    number answer = REAL(mechanism_list_t, GET_MECHANISM_LIST)(slot, list, count);
    if (answer != OK || !list)
        return answer;
    number kept = 0;
    for (number at = 0; at < *count; at++)
        if (!is_missing(list[at]))
            list[kept++] = list[at];
    *count = kept;
    return OK;
}

static number faulty_mechanism_info(number slot, number mechanism, void *info)
{
    return is_pulled ? DEVICE_REMOVED : is_missing(mechanism) ? MECHANISM_INVALID : REAL(mechanism_info_t, GET_MECHANISM_INFO)(slot, mechanism, info);
}

static number faulty_open_session(number slot, number kind, void *application, void *notify, number *session)
{
    pthread_mutex_lock(&gate);
    number answer = is_pulled ? DEVICE_REMOVED
        : sessions && open_now >= sessions ? SESSION_COUNT
        : REAL(open_session_t, OPEN_SESSION)(slot, kind, application, notify, session);
    if (answer == OK)
        tell("C_OpenSession", ++open_now);
    pthread_mutex_unlock(&gate);
    return answer;
}

static number faulty_close_session(number session)
{
    pthread_mutex_lock(&gate);
    number answer = REAL(close_session_t, CLOSE_SESSION)(session);
    if (answer == OK) {
        open_now--;
        tell("C_CloseSession", open_now);
    }
    pthread_mutex_unlock(&gate);
    return is_pulled ? DEVICE_REMOVED : answer;
}

static number faulty_login(number session, number user, const char *pin, number length)
{
    tell("C_Login", 0);
    is_pulled |= login == DEVICE_REMOVED;
    if (is_pulled || login)
        return is_pulled ? DEVICE_REMOVED : login;
    return pin || !pad[0] ? REAL(login_t, LOGIN)(session, user, pin, length) : REAL(login_t, LOGIN)(session, user, pad, strlen(pad));
}

/* The points of P-256 and P-384 stand in two bytes more. */
static number bare_point(number session, number object, struct attribute *asked)
{
    unsigned char all[256];
    struct attribute point = { EC_POINT, all, sizeof all };
    number answer = REAL(attributes_t, GET_ATTRIBUTE_VALUE)(session, object, &point, 1);
    if (answer != OK)
        return answer;
    asked->length = point.length - 2;
    if (asked->value)
        memcpy(asked->value, all + 2, asked->length);
    return OK;
}

static number faulty_attributes(number session, number object, struct attribute *template, number count)
{
    if (bare_points && count == 1 && template->kind == EC_POINT)
        return bare_point(session, object, template);
    return is_pulled ? DEVICE_REMOVED : REAL(attributes_t, GET_ATTRIBUTE_VALUE)(session, object, template, count);
}

static number faulty_find(number session, void *template, number count)
{
    return is_pulled ? DEVICE_REMOVED : REAL(find_t, FIND_OBJECTS_INIT)(session, template, count);
}

static number faulty_sign_init(number session, struct mechanism *mechanism, number key)
{
    return is_pulled ? DEVICE_REMOVED : is_missing(mechanism->kind) ? MECHANISM_INVALID : REAL(sign_init_t, SIGN_INIT)(session, mechanism, key);
}

static number faulty_sign(number session, void *data, number length, void *signature, number *signature_length)
{
    tell("C_Sign", 0);
    wait_if(hold_sign != 0);
    pthread_mutex_lock(&gate);
    int is_broken = signature && broken > 0; /* not when the length is asked for */
    broken -= is_broken ? 1 : 0;
    pthread_mutex_unlock(&gate);
    if (is_broken) {
        /* The real module signs all the same, which ends the operation as the failure would. */
        REAL(sign_t, SIGN)(session, data, length, signature, signature_length);
        return GENERAL_ERROR;
    }
    return is_pulled ? DEVICE_REMOVED : REAL(sign_t, SIGN)(session, data, length, signature, signature_length);
}

static number faulty_generate(number session, struct mechanism *mechanism, void *open, number open_count, struct attribute *closed, number closed_count, number *open_key, number *closed_key)
{
    pthread_mutex_lock(&gate);
    number mine_is = made + 1;
    int is_refused = is_pulled || (then && made >= keys);
    made += is_refused || is_missing(mechanism->kind) ? 0 : 1;
    is_pulled |= is_refused && then == DEVICE_REMOVED;
    tell("C_GenerateKeyPair", is_refused ? 0 : mine_is);
    pthread_mutex_unlock(&gate);
    if (is_refused || is_missing(mechanism->kind))
        return is_refused ? then : MECHANISM_INVALID;
    wait_if(hold == mine_is);
    for (number at = 0; disobeys && at < closed_count; at++)
        if (closed[at].kind == EXTRACTABLE)
            *(unsigned char *)closed[at].value = 1;
    return REAL(generate_t, GENERATE_KEY_PAIR)(session, mechanism, open, open_count, closed, closed_count, open_key, closed_key);
}

EXPORT number C_GetFunctionList(struct function_list **list)
{
    real = load();
    if (!real)
        return 0x5; /* CKR_GENERAL_ERROR */
    mine = *real;
    mine.call[GET_FUNCTION_LIST] = (void *)C_GetFunctionList;
    mine.call[INITIALIZE] = (void *)faulty_initialize;
    mine.call[FINALIZE] = (void *)faulty_finalize;
    mine.call[GET_TOKEN_INFO] = (void *)faulty_token_info;
    mine.call[GET_MECHANISM_LIST] = (void *)faulty_mechanism_list;
    mine.call[GET_MECHANISM_INFO] = (void *)faulty_mechanism_info;
    mine.call[OPEN_SESSION] = (void *)faulty_open_session;
    mine.call[CLOSE_SESSION] = (void *)faulty_close_session;
    mine.call[LOGIN] = (void *)faulty_login;
    mine.call[GET_ATTRIBUTE_VALUE] = (void *)faulty_attributes;
    mine.call[FIND_OBJECTS_INIT] = (void *)faulty_find;
    mine.call[SIGN_INIT] = (void *)faulty_sign_init;
    mine.call[SIGN] = (void *)faulty_sign;
    mine.call[GENERATE_KEY_PAIR] = (void *)faulty_generate;
    *list = &mine;
    return OK;
}
