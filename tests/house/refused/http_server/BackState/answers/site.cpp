#include <QHttpServerRequest>
