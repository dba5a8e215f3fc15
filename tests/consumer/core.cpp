// Markup and states without a server.

#include <BackState/core/property.h>
#include <BackState/core/state.h>
#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

class Lamp : public BackState::State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Lamp, bool, on, false)
};

int main()
{
    Lamp lamp;
    lamp.on = true;
    const auto element = BackState::Html::P(BackState::Html::cls("lamp"), "lit");
    return lamp.on && element.bytes() == "<p class=\"lamp\">lit</p>" ? 0 : 1;
}

#include "core.moc"
