// signOut(): the button that signs out.
#pragma once

#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

#include <utility>

namespace BackState::Html {

/*!
    A form with one button that ends the session of its browser: signOut("Sign out"). It takes what
    Button takes, works without any script, and leads to the start page.
*/
template<typename... Children>
Element signOut(Children &&...children)
{
    return Form(
        attribute("method", "post"),
        attribute("action", "/backstate/sign-out"),
        Button(std::forward<Children>(children)...));
}

} // namespace BackState::Html
