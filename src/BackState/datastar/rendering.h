// Rendering: what a page or a region names while it is built.
#pragma once

#include <BackState/datastar/region_use.h>
#include <BackState/datastar/signal_names.h>
#include <BackState/html/page_objects.h>

#include <QHash>
#include <QSet>
#include <QStringList>

#include <functional>
#include <utility>
#include <vector>

namespace BackState::Private {

class BACKSTATE_CORE_EXPORT Rendering : public PageObjects
{
public:
    // The object of a class that a region asks for beside its own. Null if the page shows none.
    using Resolver = std::function<const State *(const QMetaObject *)>;

    // Becomes the current one of this thread; its destructor makes the former current again.
    explicit Rendering(Resolver resolver = {});
    ~Rendering();
    Rendering(const Rendering &) = delete;
    Rendering &operator=(const Rendering &) = delete;

    static Rendering *current(); // null if nothing is recorded

    // Of the page that is built, decoded. Empty if it is not known.
    const QString &path() const { return m_path; }
    void setPath(const QString &path) { m_path = path; }
    // Of the document that is built: what its policy lets run. Empty if it needs none.
    const QByteArray &nonce() const { return m_nonce; }
    void setNonce(const QByteArray &nonce) { m_nonce = nonce; }

    // Called by what a page uses.
    void name(const PropertyReference &property); // its signal is needed
    void bind(const PropertyReference &property); // the same, for an input that sets it
    void nameError(const State &object, QByteArrayView name);
    void nameRunning(const State &object, const QByteArray &event); // whether it runs is shown
    // False if the page has one already.
    bool claimErrorElement(const State &object, QByteArrayView name);
    void nameUpload(const State &object, QByteArrayView event);
    void show(const State &object); // its events may be called
    // A signal of the page alone: _local.<name>
    void local(const QByteArray &name, const QByteArray &json);
    void problem(const QString &sentence) override;
    void add(const RegionUse &use);
    void add(const RowsUse &use);
    const State *resolve(const QMetaObject *metaObject) const;
    const State *showObject(const QMetaObject *metaObject) override; // resolves and shows it
    // Whether what is being built is for this tab alone, as a page and its layout are, and not for
    // all tabs, as regions and rows.
    bool isForOneTab() const { return m_isForOneTab; }
    // base-0, base-1 …, within the region that is being built
    QByteArray nextId(const QByteArray &base);

    // What was recorded; objects in the order in which they were named first.
    const std::vector<SignalNames> &names() const { return m_names; } // also objects merely shown
    const std::vector<RegionUse> &regions() const { return m_regions; }
    const std::vector<RowsUse> &rows() const { return m_rows; }
    const QStringList &problems() const { return m_problems; } // each once
    // Rises with everything that is recorded, also a second time.
    quint64 recorded() const { return m_recorded; }
    // The names and values of local signals, as JSON texts.
    const QList<std::pair<QByteArray, QByteArray>> &locals() const { return m_locals; }

    // Makes ids inside a region or a row begin with its own, so that they are the same when it is
    // built alone; or those in a layout, which is for one tab.
    class BACKSTATE_CORE_EXPORT Inside
    {
    public:
        Inside(Rendering *rendering, const QByteArray &id, bool isForOneTab = false);
        ~Inside();
        Inside(const Inside &) = delete;
        Inside &operator=(const Inside &) = delete;

    private:
        Rendering *m_rendering;
        QByteArray m_before;
        bool m_wasForOneTab = true;
    };

private:
    SignalNames &namesOf(const State &object);

    Resolver m_resolver;
    Rendering *m_former;
    std::vector<SignalNames> m_names;
    QHash<const State *, qsizetype> m_indexes; // in m_names
    QSet<QByteArray> m_errorElements; // paths of the errors that an element with an id shows
    std::vector<RegionUse> m_regions;
    std::vector<RowsUse> m_rows;
    QStringList m_problems;
    QList<std::pair<QByteArray, QByteArray>> m_locals;
    QString m_path;
    QByteArray m_nonce;
    QByteArray m_inside;
    bool m_isForOneTab = true;
    QHash<QByteArray, int> m_ordinals;
    quint64 m_recorded = 0;
};

} // namespace BackState::Private
