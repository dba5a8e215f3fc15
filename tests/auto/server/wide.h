// A state with a hundred properties, and one with the three that a page shows.
#pragma once

#include <BackState/core/state.h>

#include <QMetaProperty>

// clang-format off
#define ONE(name)                                                                                  \
    Q_PROPERTY(int name MEMBER name NOTIFY name##Changed)                                          \
public:                                                                                            \
    Q_SIGNAL void name##Changed();                                                                 \
    int name = 0;

class Wide : public BackState::State
{
    Q_OBJECT
    ONE(a0) ONE(a1) ONE(a2) ONE(a3) ONE(a4) ONE(a5) ONE(a6) ONE(a7) ONE(a8) ONE(a9)
    ONE(b0) ONE(b1) ONE(b2) ONE(b3) ONE(b4) ONE(b5) ONE(b6) ONE(b7) ONE(b8) ONE(b9)
    ONE(c0) ONE(c1) ONE(c2) ONE(c3) ONE(c4) ONE(c5) ONE(c6) ONE(c7) ONE(c8) ONE(c9)
    ONE(d0) ONE(d1) ONE(d2) ONE(d3) ONE(d4) ONE(d5) ONE(d6) ONE(d7) ONE(d8) ONE(d9)
    ONE(e0) ONE(e1) ONE(e2) ONE(e3) ONE(e4) ONE(e5) ONE(e6) ONE(e7) ONE(e8) ONE(e9)
    ONE(f0) ONE(f1) ONE(f2) ONE(f3) ONE(f4) ONE(f5) ONE(f6) ONE(f7) ONE(f8) ONE(f9)
    ONE(g0) ONE(g1) ONE(g2) ONE(g3) ONE(g4) ONE(g5) ONE(g6) ONE(g7) ONE(g8) ONE(g9)
    ONE(h0) ONE(h1) ONE(h2) ONE(h3) ONE(h4) ONE(h5) ONE(h6) ONE(h7) ONE(h8) ONE(h9)
    ONE(i0) ONE(i1) ONE(i2) ONE(i3) ONE(i4) ONE(i5) ONE(i6) ONE(i7) ONE(i8) ONE(i9)
    ONE(j0) ONE(j1) ONE(j2) ONE(j3) ONE(j4) ONE(j5) ONE(j6) ONE(j7) ONE(j8) ONE(j9)

public:
    Q_INVOKABLE void step();
};

class Slim : public BackState::State
{
    Q_OBJECT
    ONE(a0) ONE(a1) ONE(a2)

public:
    Q_INVOKABLE void step();
};
// clang-format on

#undef ONE

// Changes every property.
inline void stepAll(QObject &state)
{
    const QMetaObject *meta = state.metaObject();
    for (int at = meta->propertyOffset(); at < meta->propertyCount(); ++at)
        meta->property(at).write(&state, meta->property(at).read(&state).toInt() + 1);
}

inline void Wide::step()
{
    stepAll(*this);
}

inline void Slim::step()
{
    stepAll(*this);
}
