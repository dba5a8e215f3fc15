// What a page offers to the scripts of a test, which send what no element of it says.
#pragma once

#include <BackState/BackState>
#include <BackState/core/state_data.h>

// All events of the object, as allow<>() offers one.
inline BackState::Html::Attribute allowEvents(const BackState::State &object)
{
    using namespace BackState;
    Html::Attribute all;
    for (const Schema::Event &event : StateData::of(object).schema().events())
        all += Private::allowEvent({&object, &event, event.name, {}, false});
    return all;
}

// The same, and the edits of all editable properties.
inline BackState::Html::Attribute allowAll(const BackState::State &object)
{
    using namespace BackState;
    Html::Attribute all = allowEvents(object);
    for (const Schema::Property &property : StateData::of(object).schema().properties()) {
        if (property.isEditable)
            all += Html::allow(object, property.name);
    }
    return all;
}
