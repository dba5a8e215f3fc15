#include <BackState/core/property_value.h>

#include "convert_type_p.h"
#include <BackState/core/thrown.h>

namespace BackState {

using namespace Qt::StringLiterals;

std::optional<Error>
appendJson(QByteArray &out, const Schema::Property &property, const State &object)
{
    const qsizetype before = out.size();
    std::optional<Error> error;
    const auto write = [&]<typename T>(const T &value) {
        if constexpr (std::same_as<T, QVariant>)
            error = appendJson(out, value, property.type);
        else if (!Private::writeCommon(out, value))
            error = appendJson(out, QVariant(value), property.type);
    };
    const bool isRead = Private::contain(
        [&]() -> QString { return "the getter of "_L1 + QString::fromUtf8(property.name); },
        [&] { visitValue(property, object, write); });
    if (isRead)
        return error;
    out.truncate(before);
    out.append("null");
    return Error::invalid(property.name, u"could not be read"_s);
}

} // namespace BackState
