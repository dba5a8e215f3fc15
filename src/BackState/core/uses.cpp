#include <BackState/core/uses.h>

#include <BackState/core/uploaded_file.h>

namespace BackState::Private {

using namespace Qt::StringLiterals;

namespace {

QList<MemberUse> &notedUses()
{
    static QList<MemberUse> uses;
    return uses;
}

QString named(const MemberUse &use)
{
    return QString::fromUtf8(use.metaObject->className()) + u"::"_s + QString::fromUtf8(use.member);
}

QString problemOfProperty(const MemberUse &use, const Schema &schema)
{
    const Schema::Property *property = schema.propertyOfMember(use.member);
    if (!property)
        return named(use)
            + u" is shown by a page but is no property: declare it with BACKSTATE_PROPERTY or "
              u"Q_PROPERTY."_s;
    if (!property->isVisible)
        return named(use)
            + u" is shown by a page but may never leave the server: remove SCRIPTABLE false "
              u"(BACKSTATE_PRIVATE), "
              u"or take it out of the page."_s;
    if (use.type.isValid() && property->type != use.type)
        return named(use) + u" has the type "_s + QString::fromUtf8(use.type.name())
            + u", the property of that name "_s + QString::fromUtf8(property->type.name())
            + u": let both be the same, or name the property by text: text(state, \"name\")."_s;
    if (use.kind == MemberUse::Kind::Editable && !property->isEditable)
        return named(use)
            + u" is bound to an input but is not for the user to edit: declare it with "
              u"BACKSTATE_EDITABLE, or "
              u"give its Q_PROPERTY a WRITE and USER true."_s;
    return {};
}

// The value that a default makes for a reference is gone when the method returns, long before its
// flow ends.
QString problemOfReferences(const MemberUse &use, const Schema::Event &event)
{
    if (!event.goesOn)
        return {};
    for (qsizetype i = event.required; i < qMin<qsizetype>(event.parameters.size(), 64); ++i) {
        if (use.references >> i & 1)
            return named(use) + u" goes on after its parameter "_s
                + QString::fromUtf8(event.parameters.at(i).name)
                + u", which has a default and is a reference, may be gone: take it by value."_s;
    }
    return {};
}

QString problemOfRunning(const MemberUse &use, const Schema::Event &event)
{
    if (event.goesOn)
        return {};
    return u"running<&"_s + named(use)
        + u">: the event is over when it returns: let it return a Flow or a QFuture, or use "
          u"indicator() for the "
          u"time of its request."_s;
}

QString problemOfEvent(const MemberUse &use, const Schema &schema)
{
    const Schema::Event *event = schema.event(use.member);
    if (!event)
        return named(use)
            + u" is called by a page but is no event: put Q_INVOKABLE before it and make it "
              u"public, or name the slot in BACKSTATE_EVENT."_s;
    if (event->isOverloaded)
        return named(use)
            + u" is called by a page but is overloaded, so that its URL would mean several "
              u"methods: give the overloads names of their own."_s;
    if (use.kind == MemberUse::Kind::Running)
        return problemOfRunning(use, *event);
    qsizetype given = 0;
    for (const auto &parameter : event->parameters)
        given += parameter.isArgument() ? 1 : 0;
    if (use.arguments > given)
        return named(use) + u" is called by a page with more arguments than it has parameters."_s;
    if (use.kind == MemberUse::Kind::Form)
        return problemOfReferences(use, *event);
    int position = 0;
    for (int i = 0; i < event->required; ++i) {
        const Schema::Parameter &parameter = event->parameters.at(i);
        if (parameter.isFile && parameter.type == QMetaType::fromType<UploadedFile>())
            return named(use) + u" takes a file, "_s + QString::fromUtf8(parameter.name)
                + u", but is called without a form: call it by submit()."_s;
        if (parameter.isArgument() && position++ == use.arguments)
            return named(use) + u" is called by a page without its argument "_s
                + QString::fromUtf8(parameter.name)
                + u", which has no default: give it one of both."_s;
    }
    return problemOfReferences(use, *event);
}

} // namespace

bool noteUse(const MemberUse &use)
{
    notedUses().append(use);
    return true;
}

/*!
    Returns what is wrong with the uses of \a metaObject that the program's templates noted: a
    member that is no property or event, a bound property that is not editable, arguments that are
    missing.

    A use is one of the class itself or of a class it inherits. What was never noted because it is
    named by text is checked when the page is built.
*/
QStringList problemsOfUses(const QMetaObject *metaObject)
{
    QStringList problems;
    const Schema &schema = Schema::of(metaObject);
    for (const MemberUse &use : std::as_const(notedUses())) {
        if (!metaObject->inherits(use.metaObject))
            continue;
        const bool isOfEvent
            = use.kind != MemberUse::Kind::Property && use.kind != MemberUse::Kind::Editable;
        const QString problem
            = isOfEvent ? problemOfEvent(use, schema) : problemOfProperty(use, schema);
        if (!problem.isEmpty() && !problems.contains(problem))
            problems.append(problem);
    }
    return problems;
}

} // namespace BackState::Private
