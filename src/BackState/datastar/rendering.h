// Rendering: what a page or a region names while it is built, and what of it is in its markup.
#pragma once

#include <BackState/datastar/place_rights.h>
#include <BackState/datastar/region_use.h>
#include <BackState/datastar/signal_names.h>
#include <BackState/html/marks.h>
#include <BackState/html/page_objects.h>

#include <QHash>
#include <QSet>
#include <QStringList>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace BackState::Private {

class RenderingLog;
struct RenderingUse;

class BACKSTATE_CORE_EXPORT Rendering : public PageObjects
{
public:
    // The object of a class that a region asks for beside its own. Null if the page shows none.
    using Resolver = std::function<const State *(const QMetaObject *)>;
    // What makes an offer hold without the rendering: the seal of an event of an object.
    using Sealer = std::function<QByteArray(const State &, const Schema::Event &)>;

    // Everything that is named counts, or only what has its mark in markup that was given to
    // placed().
    enum class Counts { Everything, Placed };

    // Becomes the current one of this thread; its destructor makes the former current again.
    explicit Rendering(Resolver resolver = {}, Counts counts = Counts::Everything);
    ~Rendering();
    Rendering(const Rendering &) = delete;
    Rendering &operator=(const Rendering &) = delete;

    static Rendering *current(); // null if nothing is recorded
    // The mark that record(rendering) returns of the current one; empty if there is none.
    template<typename Record>
    static QByteArray markBy(Record record)
    {
        Rendering *rendering = current();
        return rendering ? record(*rendering) : QByteArray();
    }

    // Of the page that is built, decoded. Empty if it is not known.
    const QString &path() const { return m_path; }
    void setPath(const QString &path) { m_path = path; }
    // Of the document that is built: what its policy lets run. Empty if it needs none.
    const QByteArray &nonce() const { return m_nonce; }
    void setNonce(const QByteArray &nonce) { m_nonce = nonce; }

    // Of markup that no page function builds again.
    void setSealer(Sealer sealer) { m_sealer = std::move(sealer); }
    // Empty where no seal is needed.
    QByteArray sealOf(const State &object, const Schema::Event &event) const;

    // Called by what a page uses. Where only what is placed counts they return a mark, which goes
    // before the script or, by markAttribute(), into the start tag that says so; else nothing.
    QByteArray name(const PropertyReference &property); // its signal is needed
    // The same, for an input that sets it
    QByteArray bind(const PropertyReference &property);
    QByteArray offer(const State &object, const Schema::Event &event); // it may be called from here
    QByteArray nameError(const State &object, QByteArrayView name);
    QByteArray nameRunning(const State &object, const QByteArray &event); // that it runs is shown
    // False if the page has one already.
    bool claimErrorElement(const State &object, QByteArrayView name);
    QByteArray nameUpload(const State &object, QByteArrayView event);
    void show(const State &object); // its tab is told of it
    // A signal of the page alone: _local.<name>
    void local(const QByteArray &name, const QByteArray &json);
    // The same with a value that may be somebody's, and a mark.
    QByteArray localValue(const QByteArray &name, const QByteArray &json);
    void problem(const QString &sentence) override;
    QByteArray add(const RegionUse &use);
    // The mark of rows that are added later, when it is known where their element is.
    QByteArray markRows(const State &object);
    void add(const RowsUse &use, const QByteArray &mark);
    const State *resolve(const QMetaObject *metaObject) const;
    const State *showObject(const QMetaObject *metaObject) override; // resolves and shows it
    // Whether what is being built is for this tab alone, as a page and its layout are, and not for
    // all tabs, as regions and rows.
    bool isForOneTab() const { return m_isForOneTab; }
    // base-0, base-1 …, within the region that is being built
    QByteArray nextId(const QByteArray &base);

    // The markup without its marks. What they stand for counts from the next keepPlaced() on.
    QByteArray placed(const QByteArray &markup);
    Html::Element placed(const Html::Element &element);
    // Forgets what was not placed, where only that counts.
    void keepPlaced();
    // Takes over what an earlier step of the same work named, so that it may still be placed.
    void goOnFrom(std::shared_ptr<RenderingLog> log);
    std::shared_ptr<RenderingLog> takeLog();

    // What was recorded; objects in the order in which they were named first.
    const std::vector<SignalNames> &names() const { return m_names; } // also objects merely shown
    const std::vector<RegionUse> &regions() const { return m_regions; }
    const std::vector<RowsUse> &rows() const { return m_rows; }
    // What may be done from where, after keepPlaced().
    const std::vector<PlaceRights> &rights() const { return m_rights; }
    const QStringList &problems() const { return m_problems; } // each once
    // Rises with everything that is recorded, also a second time.
    quint64 recorded() const { return m_recorded; }
    // Of regions and rows, whether or not they are placed.
    quint64 recordedElements() const { return m_recordedElements; }
    // The names and values of local signals, as JSON texts.
    const QList<std::pair<QByteArray, QByteArray>> &locals() const { return m_locals; }

    // Makes ids inside a region or a row begin with its own, so that they are the same when it is
    // built alone; or those in a layout, which is for one tab. `place` is what is built anew as a
    // whole.
    class BACKSTATE_CORE_EXPORT Inside
    {
    public:
        Inside(
            Rendering *rendering,
            const QByteArray &id,
            const QByteArray &place,
            bool isForOneTab = false);
        ~Inside();
        Inside(const Inside &) = delete;
        Inside &operator=(const Inside &) = delete;

    private:
        Rendering *m_rendering;
        QByteArray m_before;
        QByteArray m_placeBefore;
        bool m_wasForOneTab = true;
    };

private:
    // Null where everything counts.
    RenderingLog *log();
    SignalNames &namesOf(const State &object);
    bool check(const PropertyReference &property);
    QByteArray note(RenderingUse use);
    void keep(const RenderingUse &use);
    void addRight(const State *object, const QByteArray &place, int right);

    Resolver m_resolver;
    Sealer m_sealer;
    Rendering *m_former;
    std::vector<SignalNames> m_names;
    QHash<const State *, qsizetype> m_indexes; // in m_names
    QSet<const State *> m_shown; // whether or not anything of them is placed
    const PathMarks m_pathMarks;
    const Counts m_counts;
    std::shared_ptr<RenderingLog> m_log; // null until something is named
    std::vector<PlaceRights> m_rights;
    QHash<std::pair<const State *, QByteArray>, std::size_t> m_rightIndexes;
    QSet<QByteArray> m_errorElements; // paths of the errors that an element with an id shows
    std::vector<RegionUse> m_regions;
    std::vector<RowsUse> m_rows;
    QStringList m_problems;
    QList<std::pair<QByteArray, QByteArray>> m_locals;
    QString m_path;
    QByteArray m_nonce;
    QByteArray m_inside;
    QByteArray m_place;
    bool m_isForOneTab = true;
    QHash<QByteArray, int> m_ordinals;
    quint64 m_recorded = 0;
    quint64 m_recordedElements = 0;
};

} // namespace BackState::Private
