// error: what stands in an element must be text
#include <BackState/html/tags.h>

#include <QStringList>

using namespace BackState::Html;

const Element element = Ul(QStringList());
