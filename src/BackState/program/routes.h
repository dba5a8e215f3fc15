// Routes: which page a path stands for. Internal.
#pragma once

#include <BackState/core/expected.h>
#include <BackState/program/page.h>

#include <QByteArray>
#include <QHash>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace BackState::Http {

struct Route
{
    QString pattern; // "/product/<id>"
    QStringList segments; // "product", "<id>"
    PageFunction function;
    PageOptions options;

    bool hasParameter(QStringView name) const;
};

struct Match
{
    const Route *route = nullptr;
    QList<std::pair<QString, QString>> parameters; // decoded
};

class Routes
{
public:
    // The sentence says why the pattern can't be a page's. Empty if it was added.
    QString add(const QString &pattern, PageFunction function, PageOptions options);

    // Of a path as it was sent, percent-encoded. A pattern without parameters goes before those
    // that have some.
    std::optional<Match> find(QByteArrayView path) const;

    const std::vector<std::unique_ptr<Route>> &all() const { return m_routes; }

private:
    std::vector<std::unique_ptr<Route>> m_routes;
    QHash<QByteArray, const Route *> m_fixed; // by path, encoded as browsers do
    std::vector<const Route *> m_parametric;
};

} // namespace BackState::Http
