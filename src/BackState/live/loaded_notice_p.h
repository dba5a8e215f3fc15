// Tells a page that everything that it shows is there. Internal.
#pragma once

namespace BackState::Http {

class Outlet;
class Tab;

enum class Telling { Once, Again };

// To a page whose document says otherwise: once, or each time that it is told everything.
void bringLoaded(Tab &tab, Telling telling, Outlet &outlet);

} // namespace BackState::Http
