// View: an object that a tab shows, and what the tab's browser has of it. Internal.
#pragma once

#include <BackState/core/state_data.h>
#include <BackState/datastar/region_use.h>
#include <BackState/visitors/field_history.h>

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QVariantList>

#include <cstddef>
#include <memory>
#include <vector>

namespace BackState::Http {

class Audience;
class Tab;

struct View
{
    // An editable property that the page names: what its browser holds, as far as the server knows.
    struct Edit
    {
        int property = 0;
        // The number of the frame that told it last. 0 if it was the page itself, or its own event.
        quint64 frame = 0;
        QByteArray known; // as JSON. Empty if it may be anything.
        // Null as long as neither was the browser told nor did it send another value than the
        // page's.
        std::unique_ptr<FieldHistory> history;
    };

    // What one place of the page lets its tab do with the object.
    struct Rights
    {
        QByteArray place;
        QList<int> given; // sorted; shared by tabs with the same ones
    };

    // What the page offered until lately.
    struct Withdrawn
    {
        int right = 0;
        qint64 until = 0; // in milliseconds, as of the clock
    };

    struct Region
    {
        Private::RegionUse use;
        quint64 sent = 0; // the version of the object that the browser's markup was built from
    };

    struct Rows
    {
        // Shared, because tabs of one page have the same container
        std::shared_ptr<const Private::RowsUse> use;
        quint64 sent = 0; // as of a region
    };

    // What the page shows of an event that is under way: that it runs, or how much of the form that
    // calls it has arrived.
    struct Activity
    {
        QByteArray event;
        int percent = 0; // as the browser knows it
        bool isRunning = false;
        bool showsRunning = false;
        bool showsProgress = false;
    };

    // Of an object whose values the browser keeps. It is awake only while an event of its tab is
    // served: until the next one, nothing is told of it.
    struct BrowserValues
    {
        bool isAwake = false;
        QVariantList defaults; // what it was before it was set to the browser's values
        quint64 edit = 0; // the number of the tab's edit that woke it; 0 if it said none
        QByteArray sealed; // what is in the browser's seal, as JSON. Empty if that does not open.
    };

    // A version that no object has: everything is sent again, whatever the browser has.
    static constexpr quint64 never = ~quint64(0);

    Tab *tab = nullptr;
    State *state = nullptr;
    Audience *audience = nullptr; // all views of the object
    std::size_t index = 0; // in its audience
    quint64 sent = 0; // the version of the object that the browser has of `shown`
    // Properties named as signals that are not editable, sorted. All tabs that show the same ones
    // share one list.
    QList<int> shown;
    std::vector<Edit> edits;
    std::vector<Rights> rights;
    std::vector<Withdrawn> withdrawn;
    // Since when its tab was not told of the latest change, as by a browser that reads nothing; 0 if
    // it was. In milliseconds, as of the clock.
    qint64 staleSince = 0;
    quint64 rightsVersion = 0; // of the object, when the rights of such a tab were renewed
    std::vector<Region> regions;
    std::vector<Rows> rows;
    std::vector<Activity> activities;
    std::unique_ptr<BrowserValues> browser; // null if its values are the server's

    StateData &data() const { return StateData::of(*state); }
    const Schema::Property &property(int number) const;
    QByteArray jsonOf(const Schema::Property &property) const; // its value now
    QString textOf(const Schema::Property &property) const; // the same for a FieldHistory

    bool isGiven(int right) const; // by the page as it is
    bool isOffered(int right, qint64 now) const; // also by the page as it was a moment ago
    // Whether its user can set the property, and so mend it.
    bool isBound(const Edit &edit) const;
    bool isAsleep() const { return browser && !browser->isAwake; }
    // The browser has got everything as it is now.
    void seen();
    // Regions and rows whose ids begin so are sent again, whether they changed or not.
    void forgetElements(QByteArrayView prefix = {});
    // Null if there is none at that place, or of that id.
    Region *region(const QByteArray &place);
    Rows *rowsOf(const QByteArray &id);
    // Null if the page does not name the property as editable.
    Edit *edit(int number);
    // Makes it if there is none.
    FieldHistory &history(Edit &edit) const;
    // Makes an entry for the event if there is none.
    Activity &activity(const QByteArray &event);
};

} // namespace BackState::Http
