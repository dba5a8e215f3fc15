// A line of a hundred columns, to the last of them, “quotes” of three bytes each included, as it i.

/*!
    \fn void BackState::Wide::declared(const QByteArray &name, const QByteArray &value, const QByteArray &rest)
*/
// A line of a hundred columns, to the last of them, “quotes” of three bytes each included, as it i..
