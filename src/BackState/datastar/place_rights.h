// PlaceRights: what the markup of one place of a page lets its tab do with one object. Not API.
#pragma once

#include <QByteArray>
#include <QList>

namespace BackState {

class State;

namespace Private {

// A right is one number: to call an event, or to edit a property, by its place in the schema.
constexpr int rightToCall(int event)
{
    return 2 * event;
}
constexpr int rightToEdit(int property)
{
    return 2 * property + 1;
}

struct PlaceRights
{
    // What is built anew as a whole: the id of a region or of rows; empty for all else.
    QByteArray place;
    const State *object = nullptr;
    QList<int> given; // sorted, each once
};

} // namespace Private
} // namespace BackState
