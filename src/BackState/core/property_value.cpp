#include <BackState/core/property_value.h>

#include "convert_type_p.h"

#include <cmath>

namespace BackState {

std::optional<Error> appendJson(QByteArray &out, const Schema::Property &property, const State &object)
{
    return visitValue(property, object, [&out, &property]<typename T>(const T &value) -> std::optional<Error> {
        if constexpr (std::same_as<T, bool>) {
            out.append(value ? "true" : "false");
        } else if constexpr (std::same_as<T, int>) {
            Private::appendInteger(out, qint64(value));
        } else if constexpr (std::same_as<T, double>) {
            if (!std::isfinite(value))
                return appendJson(out, QVariant(value), property.type);
            Private::appendReal(out, value);
        } else if constexpr (std::same_as<T, QString>) {
            Private::writeString(out, Private::Escape::Expression, value);
        } else {
            return appendJson(out, value, property.type);
        }
        return {};
    });
}

} // namespace BackState
