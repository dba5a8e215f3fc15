#include <BackState/text/mark_secret.h>

#include <QByteArray>
#include <QRandomGenerator>

namespace BackState::Private {

QByteArrayView markSecret()
{
    static const QByteArray secret
        = QByteArray::number(QRandomGenerator::system()->generate64(), 36).rightJustified(13, '0');
    return secret;
}

} // namespace BackState::Private
