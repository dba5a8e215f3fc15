#include <BackState/core/property_value.h>

#include "convert_type_p.h"

namespace BackState {

std::optional<Error>
appendJson(QByteArray &out, const Schema::Property &property, const State &object)
{
    return visitValue(
        property,
        object,
        [&out, &property]<typename T>(const T &value) -> std::optional<Error> {
            if constexpr (std::same_as<T, QVariant>)
                return appendJson(out, value, property.type);
            else if (!Private::writeCommon(out, value))
                return appendJson(out, QVariant(value), property.type);
            return {};
        });
}

} // namespace BackState
