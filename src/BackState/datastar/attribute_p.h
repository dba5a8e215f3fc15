// What the files of attributes share. Internal.
#pragma once

#include <BackState/datastar/expression.h>
#include <BackState/html/attribute.h>

namespace BackState::Private {

// data-on:click, data-on-click
QByteArray keyedName(QByteArrayView plugin, QByteArrayView key);

// No attribute for an empty expression: it would stop the whole page, and its problem was reported.
Html::Attribute expressionAttribute(QByteArrayView name, const QByteArray &expression);

// What an effect does, in a dialect without data-effect: hangs on a class that is never set. Names
// end in letters.
Html::Attribute effectByClass(QByteArrayView name, const QByteArray &expression);

// Names the property to the current rendering. What it returns goes before a script that reads the
// signal.
QByteArray markOfName(const PropertyReference &property);

// The same of why the name was refused.
QByteArray markOfError(const State &object, QByteArrayView name);

// Of the element that shows why the property or argument was refused.
QByteArray errorId(const State &object, QByteArrayView name);

} // namespace BackState::Private
